import type { RulePack } from '../rules/rule-pack.ts'
import { StanchError } from '../text/error.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'

/**
 * Parses all rules when any is named.
 *
 * @throws StanchError `REDACTOR_OPTIONS` with every id that no rule has
 */
export function assertRulesExist(ids: readonly string[], pack: RulePack): void {
  if (ids.length === 0) return
  const known = pack.rules.map(({ id }) => id)
  const faults = ids
    .filter((id) => !known.includes(id))
    .map((id) => {
      const near = nearestWord(id, known)
      return `createRedactor: no rule "${id}"${near === undefined ? '' : `; do you mean ${near}?`}`
    })
  if (faults.length > 0) throw new StanchError('REDACTOR_OPTIONS', faults.join('\n'))
}
