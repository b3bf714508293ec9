import { countOf, formatBytes, formatCount } from '../format-quantity.ts'
import type { Coverage, Exposure, ScanResult } from '../scan-result.ts'
import { verdictOf, type ChangeFacts } from './change-facts.ts'

/** `12 commits, 34 files, 5 texts`: what there was to read. */
export function describeChange({ change, documents, bytes }: Coverage): string {
  if (change === undefined) return countOf(documents, 'document')
  const { commits, files, fileBytes, texts } = change
  const read = files === undefined ? formatBytes(fileBytes) : countOf(files, 'file')
  const pieces = [
    countOf(commits.scanned, 'commit'),
    ...(bytes === 0 && fileBytes === 0 ? [] : [read]),
    ...(texts === 0 ? [] : [countOf(texts, 'text')]),
  ]
  return pieces.join(', ')
}

/** The first line: what was found, and whether that fails the check. */
export function headlineOf({ exposures, coverage }: ScanResult, facts: ChangeFacts): string {
  const { conclusion } = facts.verdict
  const sign = conclusion === 'failure' ? '❌' : conclusion === 'neutral' ? '⚠️' : '✅'
  const what = describeChange(coverage)
  if (exposures.length > 0) {
    const gaps = coverage.complete ? '' : ', and not everything could be read'
    return `${sign} ${describeFound(exposures, facts)} in ${what}${gaps}`
  }
  if (!coverage.complete)
    return `${conclusion === 'success' ? '⚠️' : sign} Incomplete: no secrets in what could be read of ${what}`
  return `${sign} No secrets in ${what}`
}

/** `2 secrets`; where none of them counts, why. */
function describeFound(exposures: readonly Exposure[], { verdict, isPublic }: ChangeFacts): string {
  const ofTrial = exposures.filter((one) => verdictOf(one, verdict) === 'trial').length
  const others = exposures.length - ofTrial
  const trial = ofTrial === 0 ? '' : countOf(ofTrial, 'finding of a rule', 'findings of rules')
  if (others === 0) return `${trial} on trial`
  const below = exposures.filter((one) => verdictOf(one, verdict) === 'below').length
  // In public it would tell which of them work.
  const isTold = below > 0 && !(isPublic && verdict.failOn === 'verified')
  const remark = !isTold
    ? ''
    : below === others
      ? ' below the limit'
      : ` (${formatCount(below)} below the limit)`
  return [
    `${countOf(others, 'secret')}${remark}`,
    ...(trial === '' ? [] : [`${trial} on trial`]),
  ].join(' and ')
}

/** Why the check says what it says, a sentence each; empty where the first line says it all. */
export function reasonsOf({ exposures, coverage }: ScanResult, facts: ChangeFacts): string[] {
  const { conclusion, failOn, onIncomplete } = facts.verdict
  const sentences: string[] = []
  const trial = exposures.filter((one) => verdictOf(one, facts.verdict) === 'trial').length
  if (trial > 0) sentences.push('Rules on trial never fail a check.')
  if (exposures.length > trial && conclusion !== 'failure')
    sentences.push(
      failOn === 'never'
        ? 'By `fail-on: never` no secret fails this check.'
        : `Nothing here is what \`fail-on: ${failOn}\` asks for, so the check does not fail.`,
    )
  if (!coverage.complete)
    sentences.push(
      onIncomplete === 'fail'
        ? 'What could not be read may hold secrets, so the check fails (`on-incomplete: fail`).'
        : 'What could not be read may hold secrets; by `on-incomplete: neutral` that does not fail the check.',
    )
  return sentences
}
