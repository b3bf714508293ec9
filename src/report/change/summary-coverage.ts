import { groupBy } from '../../text/group-by.ts'
import { countOf, formatBytes, formatCount, formatDuration } from '../format-quantity.ts'
import type { Coverage, PolicySource, SuppressionNote } from '../scan-result.ts'
import type { ChangeFacts } from './change-facts.ts'
import { sectionOf, type Section } from './fit-sections.ts'
import {
  codeOf,
  commitAddress,
  htmlOf,
  markdownLink,
  markdownOf,
  proseOf,
  shortCommit,
} from './markdown.ts'

/** Kinds of what was skipped. */
const reasonsMax = 6
/** Lines of a list; the report has them all. */
const notesMax = 50

/** What could not be read; first of all, since anything may stand in it. */
export function problemSections({ problems, interrupted }: Coverage): Section[] {
  const cut = interrupted ? ['- the scan was interrupted\n'] : []
  const byPlace = [...groupBy(problems, ({ path, reason }) => `${path}\n${reason}`).values()]
  const items = byPlace.map(([{ path, reason }]) => {
    return `- ${path === '' ? 'the change' : codeOf(path)}: ${proseOf(reason)}\n`
  })
  const all = [...cut, ...shortened(items)]
  return all.length === 0
    ? []
    : [{ head: '\n**Not read, or not all of it**\n\n', items: all, tail: '' }]
}

/** N of N commits, how much of files, how many texts; what was skipped, and by whose policy. */
export function coverageSections(coverage: Coverage, facts: ChangeFacts): Section[] {
  const { change, suppressions, rules, durationMs } = coverage
  const counts = [
    ...(change === undefined ? [formatBytes(coverage.bytes)] : countsOf(change)),
    countOf(rules, 'rule'),
    formatDuration(durationMs),
    ...(change === undefined ? [] : [describePolicy(change.policy, facts)]),
  ]
  const isAll = coverage.skipped.length === 0
  const whole = isAll ? 'complete' : 'complete but for what is left out by policy'
  const verdict = coverage.complete ? whole : 'incomplete'
  const head = `\n**Coverage: ${verdict}.** ${counts.join(' · ')}\n`
  const { suppressed } = suppressions
  const lines = [
    ...(change?.fetched === undefined ? [] : [fetchedLine(change.fetched)]),
    ...(suppressed === 0 ? [] : [`- ${countOf(suppressed, 'finding')} suppressed by the policy\n`]),
    ...noteLines('expired and hid nothing', suppressions.expired),
    ...noteLines('met no secret and can go', suppressions.dead),
  ]
  return [
    { head: lines.length === 0 ? head : `${head}\n`, items: lines, tail: '' },
    ...skippedSections(coverage),
  ]
}

/** Empty where the change leaves the policy as it is. */
export function editsSections({ change }: Coverage, facts: ChangeFacts): Section[] {
  const { edits, at } = change?.policy ?? { edits: [], at: undefined }
  if (edits.length === 0) return []
  const shown = edits.slice(0, notesMax).map(codeOf)
  const rest = edits.length - shown.length
  const paths = [...shown, ...(rest > 0 ? [`${formatCount(rest)} more`] : [])].join(', ')
  const by = at === undefined ? 'the defaults' : `the policy at ${placeOfPolicy(at, facts)}`
  return [
    sectionOf(
      `\n**This change edits the policy**: ${paths}. It was judged by ${by}; what it edits counts once it is merged.\n`,
    ),
  ]
}

function countsOf({ commits, files, fileBytes, texts }: NonNullable<Coverage['change']>): string[] {
  const size = formatBytes(fileBytes)
  return [
    `${formatCount(commits.scanned)} of ${countOf(commits.total, 'commit')}`,
    files === undefined ? `${size} of files` : `${countOf(files, 'file')}, ${size}`,
    countOf(texts, 'text'),
  ]
}

function fetchedLine({ commits, deepened }: { commits: number; deepened: boolean }): string {
  const why = deepened ? ': the clone was too short' : ''
  return `- ${countOf(commits, 'commit')} fetched${why}\n`
}

function skippedSections({ skipped }: Coverage): Section[] {
  if (skipped.length === 0) return []
  const reasons = [...groupBy(skipped, ({ reason }) => reason)].map(
    ([reason, { length }]) => `${formatCount(length)} ${htmlOf(reason)}`,
  )
  const rest = reasons.length - reasonsMax
  const told = [...reasons.slice(0, reasonsMax), ...(rest > 0 ? ['other reasons'] : [])].join(', ')
  const items = skipped.map(({ path, reason }) => `- ${codeOf(path)}: ${proseOf(reason)}\n`)
  const head = `\n<details><summary>${formatCount(skipped.length)} left out by policy: ${told}</summary>\n\n`
  return [{ head, items: shortened(items), tail: '\n</details>\n' }]
}

function describePolicy({ at }: PolicySource, facts: ChangeFacts): string {
  return at === undefined ? 'no policy at the base' : `policy of ${placeOfPolicy(at, facts)}`
}

/** `OWNER/REPO@COMMIT`, or a commit of this repository. */
function placeOfPolicy(at: string, facts: ChangeFacts): string {
  const [, repository, commit] = /^(?:([\w.-]+\/[\w.-]+)@)?([0-9a-f]{7,64})$/.exec(at) ?? []
  if (commit === undefined) return codeOf(at)
  const forge = { ...facts, repository: repository ?? facts.repository }
  const name = codeOf(`${repository === undefined ? '' : `${repository}@`}${shortCommit(commit)}`)
  return `${repository === undefined ? 'base ' : ''}${markdownLink(name, commitAddress(forge, commit))}`
}

function noteLines(what: string, notes: readonly SuppressionNote[]): string[] {
  if (notes.length === 0) return []
  const items = notes.map(({ rule, owner, where }) => {
    const whose = owner === '' ? '' : `, ${markdownOf(owner)}`
    // Where a policy was put to be read is nobody's business.
    return `  - ${codeOf(rule)}${whose}, ${codeOf(where.replace(/^.*[/\\]/, ''))}\n`
  })
  return [`- ${countOf(notes.length, 'suppression')} ${what}:\n`, ...shortened(items, '  ')]
}

function shortened(items: readonly string[], indent = ''): string[] {
  const rest = items.length - notesMax
  return rest <= 0
    ? [...items]
    : [...items.slice(0, notesMax), `${indent}- and ${formatCount(rest)} more\n`]
}
