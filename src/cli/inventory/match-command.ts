import type { KnownValue } from '../../engine/known-values.ts'
import { describeForeignKid, foreignKidOf } from '../../inventory/foreign-key.ts'
import { hmslOf } from '../../inventory/hmsl.ts'
import { countOf, formatCount } from '../../report/format-quantity.ts'
import { matchValues, type ValueMatch } from '../../scan/match-values.ts'
import { openValueReader } from '../../scan/parts-of-value.ts'
import { readFingerprintKeys } from '../../scan/read-keys.ts'
import { parseKnown } from '../../scan/read-known.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { StanchError } from '../../text/error.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { readWholeInput } from '../read-whole-input.ts'
import { formatMatches } from './format-matches.ts'
import type { MatchOptions } from './match-options.ts'
import { nodeScrypt } from '../../scan/node-scrypt.ts'
import { withTypedInventory } from './open-typed-inventory.ts'

/** `stanch inventory match`. */
export async function runMatch(options: MatchOptions): Promise<ExitStatus> {
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  if (isEphemeral && (options.updates || !options.asksUnkeyed)) throw withoutKey()
  const refused: string[] = []
  const found: ValueMatch[] = []
  const typed = { ...options, config: options.configurationPath }
  await withTypedInventory(typed, 'existing', async (store, { rules }) => {
    const values = valuesIn(await readWholeInput(bytesMax, tooLarge), options.separator, (name) =>
      refused.push(name),
    )
    const matches = matchValues(values, {
      store,
      keys: isEphemeral ? [] : keys,
      partsOf: openValueReader(rules).partsOf,
      updates: options.updates,
      hmslOf: options.asksUnkeyed ? (value) => hmslOf(value, nodeScrypt) : undefined,
    })
    for await (const match of matches) {
      if (options.format === 'jsonl') process.stdout.write(`${JSON.stringify(match)}\n`)
      found.push(match)
    }
    if (!isEphemeral && found.length > 0 && found.every(({ inventory }) => inventory === null)) {
      const kid = await foreignKidOf(store, keys)
      if (kid !== undefined)
        process.stderr.write(`stanch: ${describeForeignKid(store.name, kid)}.\n`)
    }
  })
  if (options.format === 'json') process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`)
  if (options.format === 'text') process.stdout.write(formatMatches(found))
  tellRest(found, refused)
  return found.some(({ inventory }) => inventory !== null) ? exitStatus.found : exitStatus.clean
}

function tellRest(found: readonly ValueMatch[], refused: readonly string[]): void {
  const older = found.filter(({ isUnderOlderKey }) => isUnderOlderKey).length
  if (older > 0) {
    process.stderr.write(
      `stanch: ${countOf(older, 'value')} known under an older key only; --update adds the fingerprint under the newest\n`,
    )
  }
  if (refused.length > 0) {
    process.stderr.write(
      `stanch: ${formatCount(refused.length)} of the JSON neither a text nor a number, not asked for: ${escapeControls(refused.slice(0, 5).join(', '))}\n`,
    )
  }
}

function withoutKey(): StanchError {
  return new StanchError(
    'KEY_MISSING',
    'inventory match: expected STANCH_KEY or STANCH_KEY_FILE, the key that the inventory was written under; got none.\n' +
      'Fingerprints under a random key match nothing. --hmsl asks the unkeyed column, which needs no key.',
  )
}

/** Parts of the input, not copies. */
function* valuesIn(
  input: Uint8Array,
  separator: MatchOptions['separator'],
  onRefused: (name: string) => void,
): Generator<KnownValue> {
  if (separator === 'line') {
    return yield* parseKnown(input, 'standard input', ({ name }) => onRefused(name))
  }
  for (let at = 0, number = 1; at < input.length; number++) {
    const nul = input.indexOf(0, at)
    const end = nul < 0 ? input.length : nul
    if (end > at) yield { name: `value ${number}`, value: input.subarray(at, end) }
    at = end + 1
  }
}

const bytesMax = 256 << 20

function tooLarge(): StanchError {
  return new StanchError(
    'INPUT_TOO_LARGE',
    `standard input: expected at most ${bytesMax >> 20} MB of values, got more. Give them in parts.`,
  )
}
