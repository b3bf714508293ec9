import { shortIdOf } from '../../incident/find-incident.ts'
import { escapeForLog } from '../../report/escape-controls.ts'
import { countOf } from '../../report/format-quantity.ts'
import type { RefusedDraft } from '../../scan/incident/incident-draft.ts'
import type { OpenedIncident } from '../../scan/incident/open-drafts.ts'
import type { OpenCommandOptions } from './open-options.ts'

/** Secrets that are told by name. */
const toldMax = 10

/** How many, and of which somebody should know more. */
export function tellOpened(
  opened: readonly OpenedIncident[],
  { group }: Pick<OpenCommandOptions, 'group'>,
): void {
  const count = (result: OpenedIncident['result']) =>
    opened.filter((one) => one.result === result).length
  const pieces = [
    [count('opened'), 'opened'],
    [count('seen-again'), 'known, with news'],
    [count('known'), 'known'],
  ].filter(([number]) => number !== 0)
  if (opened.length > 0)
    tell(
      `${pieces.map(([number, what]) => `${number} ${what}`).join(', ')}${group === undefined ? '' : `; group ${group}`}`,
    )
  for (const { id, result, isEnded } of opened)
    if (isEnded && result !== 'opened')
      tell(
        `${shortIdOf(id)} had come to its end; if it is not over: stanch incident reopen ${id} --reason TEXT`,
      )
}

/** What opened none, and what to do about it. */
export function tellRefused(refused: readonly RefusedDraft[]): void {
  if (refused.length === 0) return
  tell(
    `${countOf(refused.length, 'secret')} opened no incident: the report's fingerprints were made under a random key, ` +
      'and what was found could not be read again:',
  )
  tellReasons(refused)
  tell(
    'Run this where the scan ran, or name that directory with --root; or scan again with STANCH_KEY set, so that its ' +
      'fingerprints last (a key is made by: openssl rand -hex 32).',
  )
}

export function tellReasons(list: readonly RefusedDraft[]): void {
  for (const { label, reasons } of list.slice(0, toldMax)) {
    const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more places)` : ''
    process.stderr.write(`  ${escapeForLog(`${label}: ${reasons[0] ?? 'no place'}${more}`)}\n`)
  }
  if (list.length > toldMax) process.stderr.write(`  … and ${list.length - toldMax} more\n`)
}

export function tell(text: string): void {
  process.stderr.write(`stanch: ${escapeForLog(text)}\n`)
}
