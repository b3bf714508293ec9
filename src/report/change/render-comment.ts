import type { Finding } from '../../engine/finding.ts'
import {
  adviseOn,
  describeDecoding,
  describeStatus,
  visibleRedaction,
} from '../describe-finding.ts'
import { describeOwner } from '../describe-owner.ts'
import { groupByFingerprint } from '../group-exposures.ts'
import { uniquePlaces } from '../origin-details.ts'
import type { Exposure, ScanResult } from '../scan-result.ts'
import { verdictOf, type ChangeFacts, type FormerExposure } from './change-facts.ts'
import { markerOf, writeMarker } from './comment-marker.ts'
import { fitSections, sectionOf, type Section } from './fit-sections.ts'
import {
  codeOf,
  commitAddress,
  fenceOf,
  markdownLink,
  markdownOf,
  shortCommit,
} from './markdown.ts'
import { nextCommands } from './next-command.ts'
import { publicViewOf } from './public-view.ts'
import { shownPlace } from './shown-place.ts'
import type { Standing } from './standing.ts'
import { suppressionSections } from './summary-suppression.ts'

/** What GitHub takes of a comment, in characters; ours count bytes, which are never fewer. */
const bytesMax = 65_536
const placesMax = 10

/**
 * The review comment on one exposure of the result, with its hidden marker; at most 65,536 characters.
 *
 * @param fingerprint of an exposure of the result
 */
export function renderComment(
  fingerprint: string,
  standing: Standing,
  full: ScanResult,
  facts: ChangeFacts,
): string {
  const result = facts.isPublic ? publicViewOf(full) : full
  const exposure = result.exposures.find((one) => one.fingerprint === fingerprint)!
  const findings = groupByFingerprint(result.findings).get(fingerprint)!
  const marker = writeMarker(markerOf(findings, result.coverage.key))
  const title = titleOf(exposure, findings, facts)
  const isOver = standing.kind === 'resolved'
  return fit([
    sectionOf(`${marker}\n${headOf(standing, title, facts)}\n`),
    ...furtherPlaces(findings, facts),
    ...(isOver ? [] : remarksOn(exposure, findings, facts)),
    ...(isOver ? [] : adviceOn(exposure, findings, { standing, result, facts })),
    ...(isOver ? [] : suppressionSections(result, facts, fingerprint)),
  ])
}

/** What becomes of our comment on an exposure that is in no commit of this run. */
export function renderFormerComment(
  { marker }: FormerExposure,
  standing: Standing,
  facts: ChangeFacts,
): string {
  const title = `A secret (${codeOf(marker.rule)})`
  return fit([sectionOf(`${writeMarker(marker)}\n${headOf(standing, title, facts)}\n`)])
}

function fit(sections: readonly Section[]): string {
  return fitSections(sections, bytesMax, '\nThis comment was cut; the report has all of it.\n')
}

/** `**GitHub token** ghp_… in config/prod.env:3 since commit abc1234567`. */
function titleOf(exposure: Exposure, findings: readonly Finding[], facts: ChangeFacts): string {
  const { label, address, commit } = shownPlace(findings[0]!, facts)
  const shown = visibleRedaction(exposure.redacted)
  const place = markdownLink(markdownOf(label), address)
  const since = commit === undefined ? '' : ` since commit ${linkTo(commit, facts)}`
  return `**${markdownOf(exposure.name)}**${shown === '' ? '' : ` ${codeOf(shown)}`} in ${place}${since}`
}

function headOf(standing: Standing, title: string, facts: ChangeFacts): string {
  switch (standing.kind) {
    case 'open':
      return `🔑 ${title}.`
    case 'line-deleted':
      return `⚠️ **The line is gone, the secret is not.** ${title}: still readable in commit ${linkTo(standing.stillReadableIn, facts)}, revoke it.`
    case 'pushed-away': {
      const { stillReadableIn: commit } = standing
      const where = commit === undefined ? '' : ` in commit ${linkTo(commit, facts)}`
      return `⚠️ **Pushed away is not gone.** ${title}: still readable${where}, revoke it.`
    }
    case 'resolved':
      return `✅ **Resolved${facts.isPublic ? '' : resolvedWords[standing.why]}.** ${title}.`
  }
}

const resolvedWords = {
  inactive: ': it no longer works',
  suppressed: ': it may stay, by the policy',
}

function furtherPlaces(findings: readonly Finding[], facts: ChangeFacts): Section[] {
  const [, ...others] = uniquePlaces(findings)
  if (others.length === 0) return []
  const items = others.slice(0, placesMax).map((finding) => {
    const { label, address, commit } = shownPlace(finding, facts)
    const since = commit === undefined ? '' : `, commit ${linkTo(commit, facts)}`
    return `- ${markdownLink(markdownOf(label), address)}${since}\n`
  })
  const rest = others.length - items.length
  const more = rest > 0 ? [`- and ${rest} more\n`] : []
  return [{ head: '\nThe same secret also stands in\n\n', items: [...items, ...more], tail: '' }]
}

/** Whether it works, whose it is, in what it was hidden. */
function remarksOn(
  exposure: Exposure,
  findings: readonly Finding[],
  { verdict }: ChangeFacts,
): Section[] {
  const { severity, confidence, status, inventory } = exposure
  const facts = [
    severity,
    `${confidence} confidence`,
    describeDecoding(findings[0]!.decoded),
    status === 'active' ? '**still works**' : describeStatus(status),
    verdictOf(exposure, verdict) === 'trial' ? 'its rule is on trial and fails no check' : '',
    inventory === null ? '' : `owner: ${markdownOf(describeOwner(inventory))}`,
  ].filter((fact) => fact !== '')
  return [sectionOf(`\n${facts.join(' · ')}\n`)]
}

function adviceOn(
  exposure: Exposure,
  findings: readonly Finding[],
  { standing, result, facts }: { standing: Standing; result: ScanResult; facts: ChangeFacts },
): Section[] {
  const { origin } = findings[0]!
  const commit = origin.kind === 'git' ? origin.commit : null
  const advice = adviseOn({
    ...exposure,
    inHistory: commit !== null,
    inText: origin.kind === 'github',
  })
  const deleting =
    standing.kind !== 'open'
      ? ''
      : commit === null
        ? ' Deleting or editing it is not enough: it has been read, and former versions stay readable.'
        : ` Deleting the line is not enough: it stays readable in commit ${linkTo(commit, facts)}.`
  const commands = nextCommands([exposure], result, facts)
  const lines = commands === undefined ? [] : [commands.note ?? '', commands.scan, ...commands.open]
  const shell = lines.filter((line) => line !== '').join('\n')
  return [
    sectionOf(`\n${proseOf(advice)}${deleting}\n`),
    ...(shell === '' ? [] : [sectionOf(`\n${fenceOf(shell, 'sh')}`)]),
  ]
}

/** Sentences of ours in which a name from outside can stand. */
function proseOf(text: string): string {
  return text
    .split(/(?<=[.;:,]) /)
    .map((piece) => {
      const [, words = '', end = ''] = /^(.*?)([.;:,]?)$/s.exec(piece) ?? []
      return `${markdownOf(words)}${end}`
    })
    .join(' ')
}

function linkTo(commit: string, facts: ChangeFacts): string {
  return markdownLink(codeOf(shortCommit(commit)), commitAddress(facts, commit))
}
