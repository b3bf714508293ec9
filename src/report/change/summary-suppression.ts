import { countOf } from '../format-quantity.ts'
import type { ScanResult } from '../scan-result.ts'
import type { ChangeFacts } from './change-facts.ts'
import { sectionOf, type Section } from './fit-sections.ts'
import { codeOf, fenceOf } from './markdown.ts'
import { writeSuppressionEntries } from './suppression-entry.ts'

/** Entries to paste for what is no secret after all; none for a secret that works. */
export function suppressionSections(
  { exposures }: ScanResult,
  facts: ChangeFacts,
  fingerprint?: string,
): Section[] {
  const { suppression, isPublic } = facts
  if (suppression === undefined) return []
  const known = new Map(exposures.map((one) => [one.fingerprint, one]))
  const entries = suppression.entries.filter((entry) => {
    const exposure = known.get(entry.fingerprint)
    if (exposure === undefined || (exposure.status === 'active' && !isPublic)) return false
    return fingerprint === undefined || entry.fingerprint === fingerprint
  })
  if (entries.length === 0) return []
  const { file, repository, isNew, left } = suppression
  const where = `${codeOf(file)}${repository === undefined ? '' : ` of ${codeOf(repository)}`}`
  const how = isNew
    ? `Commit this as ${where}, with owner and reason filled in.`
    : `Add this to the entries of ${where}, with owner and reason filled in.`
  const rest =
    left > 0 && fingerprint === undefined
      ? ` There are ${countOf(left, 'further secret')}; ${codeOf('stanch scan --suppress')} makes entries of them.`
      : ''
  const yaml = fenceOf(writeSuppressionEntries({ ...suppression, entries }), 'yaml')
  return [
    sectionOf(
      `\n<details><summary>It is no secret, or may stay</summary>\n\n${how} It counts once it is in the policy, not from within this change; a secret that works cannot be suppressed.${rest}\n\n${yaml}\n</details>\n`,
    ),
  ]
}
