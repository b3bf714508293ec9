import { countOf } from '../format-quantity.ts'
import type { Exposure, ScanResult } from '../scan-result.ts'
import type { ChangeFacts } from './change-facts.ts'
import { sectionOf, type Section } from './fit-sections.ts'
import { codeOf, fenceOf } from './markdown.ts'
import { writeSuppressionEntries } from './suppression-entry.ts'

/** Whether there is an entry for it, and it is not known to work: in public nobody learns which are. */
export function mayBeSuppressed(
  { fingerprint, status }: Exposure,
  { suppression, isPublic }: ChangeFacts,
): boolean {
  const isProposed =
    suppression?.entries.some((entry) => entry.fingerprint === fingerprint) ?? false
  return isProposed && (isPublic || status !== 'active')
}

/** Entries to paste for what is no secret after all; none for a secret that works. */
export function suppressionSections({ exposures }: ScanResult, facts: ChangeFacts): Section[] {
  const { suppression } = facts
  if (suppression === undefined) return []
  const wanted = new Set(
    exposures.filter((one) => mayBeSuppressed(one, facts)).map(({ fingerprint }) => fingerprint),
  )
  const entries = suppression.entries.filter(({ fingerprint }) => wanted.has(fingerprint))
  const { file, repository, isNew, left, withheld } = suppression
  const guessed =
    withheld === 0
      ? ''
      : `Of ${countOf(withheld, 'secret')} none is shown: it would let everybody try values until one fits. ${codeOf('stanch scan --suppress')} makes entries in a working copy.`
  if (entries.length === 0) return guessed === '' ? [] : [detailsOf(guessed)]
  const where = `${codeOf(file)}${repository === undefined ? '' : ` of ${codeOf(repository)}`}`
  const how = isNew
    ? `Commit this as ${where}, with owner and reason filled in.`
    : `Add this to the entries of ${where}, with owner and reason filled in.`
  const rest =
    left > 0
      ? ` There are ${countOf(left, 'further secret')}; ${codeOf('stanch scan --suppress')} makes entries of them.`
      : ''
  const yaml = fenceOf(writeSuppressionEntries({ ...suppression, entries }), 'yaml')
  const counts = `It counts once it is in the policy, not from within this change; a secret that works cannot be suppressed.`
  const told = `${how} ${counts}${rest}${guessed === '' ? '' : ` ${guessed}`}`
  return [detailsOf(`${told}\n\n${yaml}`)]
}

function detailsOf(text: string): Section {
  return sectionOf(
    `\n<details><summary>Is it no secret, or may it stay?</summary>\n\n${text}\n</details>\n`,
  )
}
