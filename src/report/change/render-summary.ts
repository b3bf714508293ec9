import { countOf, formatCount } from '../format-quantity.ts'
import { groupByFingerprint } from '../group-exposures.ts'
import type { Exposure, ScanResult } from '../scan-result.ts'
import { verdictOf, type ChangeFacts, type NoticeOutcome } from './change-facts.ts'
import { fitSections, sectionOf, type Section } from './fit-sections.ts'
import { codeOf, commitAddress, fenceOf, markdownLink, proseOf, shortCommit } from './markdown.ts'
import { nextCommands } from './next-command.ts'
import { publicViewOf } from './public-view.ts'
import { rowHead, rowOf } from './summary-row.ts'
import { coverageSections, editsSections, problemSections } from './summary-coverage.ts'
import { headlineOf, reasonsOf } from './summary-verdict.ts'
import { suppressionSections } from './summary-suppression.ts'

/** What GitHub takes of one step. */
const bytesMax = 1 << 20
/** Rows that are seen at once; further ones are folded away. */
const rowsShown = 25
/** Rows of the table; the report has all. */
const rowsMax = 100
/** More are opened at once. */
const commandsMax = 10

/** The job summary, in GitHub's Markdown: at most 1 MiB. In a public repository nothing but the public view is shown. */
export function renderSummary(full: ScanResult, facts: ChangeFacts): string {
  const result = facts.isPublic ? publicViewOf(full) : full
  const { coverage } = result
  const sections = [
    sectionOf(`### ${headlineOf(result, facts)}\n`),
    ...paragraphs(reasonsOf(result, facts)),
    ...problemSections(coverage),
    ...editsSections(coverage, facts),
    ...exposureSections(result, facts),
    ...formerSections(facts),
    ...suppressionSections(result, facts),
    ...coverageSections(coverage, facts),
  ]
  return fitSections(
    sections,
    bytesMax,
    '\nThis summary was cut at 1 MiB; the report has all of it.\n',
  )
}

function exposureSections(result: ScanResult, facts: ChangeFacts): Section[] {
  const { exposures, findings } = result
  if (exposures.length === 0) return []
  const own = groupByFingerprint(findings)
  const columns = {
    inventory: exposures.some(({ inventory }) => inventory !== null),
    liveness: !facts.isPublic && exposures.some(({ status }) => wasAsked.has(status)),
  }
  const rows = exposures
    .slice(0, rowsMax)
    .map((exposure, at) =>
      rowOf(exposure, own.get(exposure.fingerprint)!, { number: at + 1, columns, facts }),
    )
  const head = rowHead(columns)
  const tail = '</table>\n'
  const folded = rows.slice(rowsShown)
  const rest = exposures.length - rows.length
  return [
    adviceSection(result, facts),
    { head: `\n${head}`, items: rows.slice(0, rowsShown), tail },
    ...(folded.length === 0
      ? []
      : [
          {
            head: `\n<details><summary>${formatCount(folded.length)} more</summary>\n\n${head}`,
            items: folded,
            tail: `${tail}\n</details>\n`,
          },
        ]),
    ...(rest > 0 ? [sectionOf(`\n${formatCount(rest)} more stand in the report.\n`)] : []),
    ...commandSections(exposures, result, facts),
    ...paragraphs(toldOf(facts)),
  ]
}

const wasAsked: ReadonlySet<string> = new Set(['active', 'inactive', 'unverifiable'])

/** What comes first, at five o'clock as well. */
function adviceSection(result: ScanResult, facts: ChangeFacts): Section {
  const { exposures } = result
  const live = facts.isPublic ? [] : exposures.filter(({ status }) => status === 'active')
  const numbers = live.map((one) => exposures.indexOf(one) + 1).slice(0, rowsMax)
  const works = live.length === 1 ? 'still works' : 'still work'
  const isTrial = exposures.every((one) => verdictOf(one, facts.verdict) === 'trial')
  const revoke =
    live.length === 0
      ? `**${isTrial ? 'If it is a secret, revoke' : 'Revoke'} first, then remove.**`
      : `**Number ${numbers.join(', ')} ${works}: revoke ${live.length === 1 ? 'it' : 'them'} now, then the others.**`
  return sectionOf(
    `\n${revoke} Deleting the line is not enough: whoever may read the repository can read every commit and text named here.\n`,
  )
}

function commandSections(
  exposures: readonly Exposure[],
  result: ScanResult,
  facts: ChangeFacts,
): Section[] {
  const commands = nextCommands(exposures.slice(0, commandsMax), result, facts)
  if (commands === undefined) return []
  const { scan, open, note } = commands
  const isMany = exposures.length > commandsMax
  const opened = isMany
    ? ['stanch incident open scan.json']
    : open.map((line, at) => (line.endsWith(` ${at + 1}`) ? line : `${line} # ${at + 1}`))
  const lines = [...(note === undefined ? [] : [note]), scan, ...opened]
  return [
    sectionOf(
      `\nTo revoke ${exposures.length === 1 ? 'it with proof that it is dead, open an incident' : 'them with proof that they are dead, open incidents'}:\n\n${fenceOf(lines.join('\n'), 'sh')}`,
    ),
  ]
}

/** What was done about it besides this page. */
function toldOf({ comments, notice, isPublic }: ChangeFacts): string[] {
  const trouble = comments.kind === 'none' ? comments.why : comments.trouble
  const told =
    comments.kind === 'none' ? 'No review comments' : 'Not all review comments are written'
  return [
    ...(trouble === undefined ? [] : [`${told}: ${proseOf(trouble)}.`]),
    ...(notice === undefined ? [] : [noticeOf(notice, isPublic)]),
  ]
}

/** Says the rule, and not what came of it: that would tell whether they work. */
export function describeBounded(count: number): string {
  const [are, they] = count === 1 ? ['is', 'it is'] : ['are', 'they are']
  return `${countOf(count, 'secret')} that only outsiders wrote ${are} told of if ${they} known to work`
}

function noticeOf(notice: NoticeOutcome, isPublic: boolean): string {
  const { bounded, told, failure } = notice
  const rule = bounded === 0 ? '' : `${describeBounded(bounded)}.`
  if (bounded > 0 && told === 0 && failure === undefined) return rule
  return `${describeTold(notice, isPublic)}${rule === '' ? '' : ` ${rule}`}`
}

function describeTold({ onFinding, told, failure }: NoticeOutcome, isPublic: boolean): string {
  const what = countOf(told, 'exposure')
  const isOpening = onFinding === 'open-incident'
  const done = isOpening ? `Incidents are being opened for ${what}` : `A webhook told of ${what}`
  if (failure === undefined) return `${done}.`
  const why = isPublic ? '' : `: ${proseOf(failure)}`
  if (told > 0) return `${done}, **but not for all**${why}.`
  return isOpening
    ? `**No incident could be opened**${why}.`
    : `**The webhook could not be delivered**${why}.`
}

function formerSections(facts: ChangeFacts): Section[] {
  if (facts.former.length === 0) return []
  const items = facts.former.map(({ marker, commentUrl, stillReadableIn }) => {
    const name = markdownLink(codeOf(marker.rule), commentUrl)
    if (stillReadableIn === undefined) return `- ${name}\n`
    const commit = codeOf(shortCommit(stillReadableIn))
    const link = markdownLink(commit, commitAddress(facts, stillReadableIn))
    return `- ${name}: still readable in commit ${link}, revoke it\n`
  })
  return [
    { head: '\n**Found earlier, in no commit of this change any more**\n\n', items, tail: '' },
  ]
}

function paragraphs(sentences: readonly string[]): Section[] {
  return sentences.length === 0 ? [] : [sectionOf(`\n${sentences.join(' ')}\n`)]
}
