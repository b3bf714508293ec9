import { refusalOf } from '../../engine/known-refusal.ts'
import { isKeyIdRule } from '../../incident/identities.ts'
import { isConfident } from '../../rules/rule.ts'
import { latin1Of } from '../../text/bytes.ts'
import { StanchError } from '../../text/error.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import { uniqueBy } from '../../text/unique-by.ts'
import { emptyOutcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { RuleSet } from '../load-engine.ts'
import { makeThoroughScanner } from '../make-thorough-scanner.ts'
import { withGcpDetails } from './gcp-key-details.ts'

/** A store's values are settings: by this name a short value without quotes counts, too. */
const valuePath = 'value.conf'

/** How a value that no rule knows is called. */
export const unknownRule = 'unknown-secret'

/**
 * What a text is that somebody says to be secret: the value by itself, or a few lines that hold it, such as a key id and its
 * secret key. Of what no rule knows as a whole, all secrets in it; of what holds none, the text itself.
 *
 * @returns each value once
 * @throws StanchError `INCIDENT_VALUE_REFUSED` for a word, a number, a host name
 */
export function identifyValue(
  text: Uint8Array,
  { key, rules }: { readonly key: FingerprintKey; readonly rules: RuleSet | undefined },
): FoundSecret[] {
  const value = withoutBlankEnds(text)
  const found = scanText(value, key, rules)
  const whole = found.find(
    ({ finding }) => finding.start === 0 && finding.end === value.length && finding.rule !== '',
  )
  if (whole !== undefined) return [whole]
  const secrets = found.filter(
    ({ finding }) => isConfident(finding.confidence, 'medium') && !isKeyIdRule(finding.rule),
  )
  const named =
    secrets.length > 0 ? secrets : found.filter(({ finding }) => isKeyIdRule(finding.rule))
  if (named.length > 0) return uniqueBy(named, ({ finding }) => finding.fingerprint)
  return [unknownSecret(value, key)]
}

/**
 * All values that a text may mean, the text itself among them, as a rule finds them or not: for who knows the right one by
 * its fingerprint.
 */
export function valuesIn(
  text: Uint8Array,
  { key, rules }: { readonly key: FingerprintKey; readonly rules: RuleSet | undefined },
): FoundSecret[] {
  const value = withoutBlankEnds(text)
  if (value.length === 0) return []
  return [...scanText(value, key, rules), wholeText(value, key)]
}

function scanText(
  value: Uint8Array,
  key: FingerprintKey,
  rules: RuleSet | undefined,
): FoundSecret[] {
  const scanner = makeThoroughScanner(key, rules)
  const outcome = emptyOutcome()
  scanner.scanText(value, { kind: 'file', path: valuePath }, outcome)
  return outcome.found.map((found) => onStandardInput(withGcpDetails(found, value)))
}

function onStandardInput(found: FoundSecret): FoundSecret {
  return { ...found, finding: { ...found.finding, origin: { kind: 'stdin', path: '-' } } }
}

function unknownSecret(value: Uint8Array, key: FingerprintKey): FoundSecret {
  const reason = value.length === 0 ? 'empty' : refusalOf(latin1Of(value))
  if (reason !== undefined) {
    throw new StanchError(
      'INCIDENT_VALUE_REFUSED',
      `The value: expected a secret that is met nowhere by chance; got one that is ${reason}.\n` +
        'Check what is piped in. Where only the name of a key is known: stanch incident open --key-id ID',
    )
  }
  return wholeText(value, key)
}

function wholeText(value: Uint8Array, key: FingerprintKey): FoundSecret {
  return {
    finding: {
      type: 'finding',
      rule: unknownRule,
      name: 'Secret of a kind that no rule knows',
      provider: '',
      confidence: 'medium',
      severity: 'high',
      fingerprint: fingerprintOf(value, key),
      origin: { kind: 'stdin', path: '-' },
      redacted: '…',
      inventory: null,
      decoded: [],
      components: [],
      status: 'unverified',
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: value.length + 1,
      start: 0,
      end: value.length,
    },
    value: value.slice(),
    componentValues: [],
    allowedInline: false,
  }
}

/** What an editor, a clipboard or a here-document adds. */
function withoutBlankEnds(text: Uint8Array): Uint8Array {
  const isBlank = (byte: number | undefined) =>
    byte === 10 || byte === 13 || byte === 32 || byte === 9
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (end > start && isBlank(text[end - 1])) end--
  return text.subarray(start, end)
}
