import type { Exposure, ScanResult } from '../scan-result.ts'
import { shortenFingerprint } from '../describe-finding.ts'
import type { ChangeFacts } from './change-facts.ts'

/** Commands that open an incident. */
export interface NextCommands {
  /** Writes the report that the others read. */
  readonly scan: string
  /** Of the exposures that were asked for, in order. */
  readonly open: readonly string[]
  /** What has to be the same as here, as a comment for a shell; `undefined`: nothing. */
  readonly note: string | undefined
}

/**
 * What to type next. All that stands in it is checked by its form, so that nothing a change says gets into a shell.
 *
 * Secrets are named by digits of their fingerprint where a key is kept, and else by their number in the report, which is the
 * same as long as the change is.
 */
export function nextCommands(
  wanted: readonly Exposure[],
  { exposures, findings, coverage }: ScanResult,
  facts: ChangeFacts,
): NextCommands | undefined {
  const what = scannedBy(
    facts,
    findings.some(({ origin }) => origin.kind === 'github'),
  )
  if (what === undefined) return undefined
  const { ephemeral } = coverage.key
  const pickOf = (exposure: Exposure) =>
    ephemeral ? numberOf(exposure) : shortenFingerprint(exposure.fingerprint)
  const numberOf = ({ fingerprint }: Exposure) =>
    String(exposures.findIndex((one) => one.fingerprint === fingerprint) + 1)
  return {
    scan: `stanch scan ${what} --format json > scan.json`,
    open: wanted.map((one) => `stanch incident open scan.json --finding ${pickOf(one)}`),
    note: ephemeral ? undefined : '# under the STANCH_KEY of this workflow',
  }
}

function scannedBy(
  { pull, range, repository }: ChangeFacts,
  hasTexts: boolean,
): string | undefined {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || repository.startsWith('-')) return undefined
  if (pull !== undefined && Number.isSafeInteger(pull.number))
    return `pr ${repository}#${pull.number}`
  const isName = (name: string) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)
  if (range !== undefined && isName(range.base) && isName(range.head))
    return `git --range ${range.base}..${range.head}`
  return hasTexts ? `github ${repository}` : 'git'
}
