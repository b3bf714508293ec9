import type { Finding, InventoryMatch } from '../../engine/finding.ts'
import { describeDecoding, describeStatus, visibleRedaction } from '../describe-finding.ts'
import { describeOwner } from '../describe-owner.ts'
import { groupByFingerprint, namesIssuer } from '../group-exposures.ts'
import { uniquePlaces } from '../origin-details.ts'
import type { Exposure, ScanResult } from '../scan-result.ts'
import { isWithheld } from '../withheld-match.ts'
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
import { mayBeSuppressed } from './summary-suppression.ts'

/** What GitHub takes of a comment, in characters; ours count bytes, which are never fewer. */
const bytesMax = 65_536
const placesMax = 10

/**
 * The review comment on one exposure of the result, with its hidden marker; at most 65,536 characters. The same in every run
 * as long as nothing is new, so that nobody is told twice: nothing of the run or of the day stands in it.
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
    ...(isOver
      ? []
      : [
          ...adviceOn(exposure, findings, { standing, facts }),
          ...remarksOn(exposure, findings, facts),
          ...furtherPlaces(findings, facts),
          ...suppressionHint(exposure, facts),
          ...commandSections(exposure, result, facts),
        ]),
  ])
}

/** What becomes of our comment on an exposure that is in no commit of this run. */
export function renderFormerComment(
  { marker }: FormerExposure,
  standing: Standing,
  facts: ChangeFacts,
): string {
  const title = `A secret (${codeOf(marker.rule)})`
  const next = standing.kind === 'resolved' ? '' : ' **Revoke or rotate it where it was issued.**'
  return fit([sectionOf(`${writeMarker(marker)}\n${headOf(standing, title, facts)}${next}\n`)])
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
      return `⚠️ **The line is gone, the secret is not:** it is ${stillReadable(standing, facts)}.\n\n${title}.`
    case 'pushed-away':
      return standing.stillReadableIn === undefined
        ? `⚠️ **Deleted or edited is not gone:** it may have been read.\n\n${title}.`
        : `⚠️ **Pushed away is not gone:** it is ${stillReadable(standing, facts)}.\n\n${title}.`
    case 'resolved':
      return `${resolvedStart}${facts.isPublic ? '' : resolvedWords[standing.why]}.** ${title}.`
  }
}

function stillReadable(
  { stillReadableIn: commit }: { readonly stillReadableIn: string | undefined },
  facts: ChangeFacts,
): string {
  return `still readable${commit === undefined ? '' : ` in commit ${linkTo(commit, facts)}`}`
}

const resolvedStart = '✅ **Resolved'

/** Whether one of our comments says that nothing is left to do; all that others may have put into it stands behind its head. */
export function saysResolved(body: string): boolean {
  return body.split('\n')[1]?.startsWith(resolvedStart) === true
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
  return [{ head: '\nIt also stands in:\n\n', items: [...items, ...more], tail: '' }]
}

/** The entry itself changes with the day and stands in the summary. */
function suppressionHint(exposure: Exposure, facts: ChangeFacts): Section[] {
  if (!mayBeSuppressed(exposure, facts)) return []
  const { pull } = facts
  const summary = markdownLink(
    'summary of the check',
    pull === undefined ? undefined : `${pull.url}/checks`,
  )
  return [sectionOf(`\nIs it no secret, or may it stay? The ${summary} has an entry to paste.\n`)]
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
    status === 'inactive' || status === 'unverifiable' ? describeStatus(status) : '',
    verdictOf(exposure, verdict) === 'trial' ? 'its rule is on trial and fails no check' : '',
    inventory === null ? '' : `owner: ${ownerOf(inventory)}`,
  ].filter((fact) => fact !== '')
  return [sectionOf(`\n${facts.join(' · ')}\n`)]
}

function ownerOf(match: InventoryMatch): string {
  if (isWithheld(match)) return `inventory record ${codeOf(match.id)}`
  const owner = describeOwner(match).replace(` (${match.id})`, '')
  return `${markdownOf(owner)} (${codeOf(match.id)})`
}

function adviceOn(
  exposure: Exposure,
  findings: readonly Finding[],
  { standing, facts }: { standing: Standing; facts: ChangeFacts },
): Section[] {
  const { origin } = findings[0]!
  const commit = origin.kind === 'git' ? origin.commit : null
  const deleting =
    standing.kind !== 'open'
      ? ''
      : commit === null
        ? ' Deleting or editing it is not enough: it may have been read, and former versions stay readable.'
        : ` Deleting the line is not enough: it stays readable in commit ${linkTo(commit, facts)}.`
  return [sectionOf(`\n${revocationOf(exposure, standing, facts)}${deleting}\n`)]
}

function revocationOf(
  exposure: Exposure,
  { kind }: Standing,
  { revokePages }: ChangeFacts,
): string {
  const where = namesIssuer(exposure)
    ? `at ${markdownOf(exposure.provider)}`
    : 'where it was issued'
  const issuer = markdownLink(where, revokePages?.get(exposure.rule))
  switch (exposure.status) {
    case 'active':
      return `**It still works: revoke or rotate it ${issuer} now.**`
    case 'invalid-format':
      return `Look whether it is real: its format or checksum does not hold. If it is, **revoke or rotate it ${issuer}**.`
    default:
      return `**Revoke or rotate it ${issuer}${kind === 'open' ? ' first' : ''}.**`
  }
}

function commandSections(exposure: Exposure, result: ScanResult, facts: ChangeFacts): Section[] {
  const commands = nextCommands([exposure], result, facts)
  if (commands === undefined) return []
  const { note, scan, open } = commands
  const lines = [...(note === undefined ? [] : [note]), scan, ...open]
  return [
    sectionOf(
      `\nTo revoke it with proof that it is dead, open an incident:\n\n${fenceOf(lines.join('\n'), 'sh')}`,
    ),
  ]
}

function linkTo(commit: string, facts: ChangeFacts): string {
  return markdownLink(codeOf(shortCommit(commit)), commitAddress(facts, commit))
}
