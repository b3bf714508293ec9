import type { Finding, Status } from '../../engine/finding.ts'
import { shortenFingerprint, visibleRedaction } from '../describe-finding.ts'
import { webAddressOf } from '../encode-path.ts'
import { describeOwner } from '../describe-owner.ts'
import { uniquePlaces } from '../origin-details.ts'
import type { Exposure } from '../scan-result.ts'
import { isWithheld } from '../withheld-match.ts'
import { hidesVerdicts, verdictOf, type ChangeFacts, type ExposureVerdict } from './change-facts.ts'
import { commitAddress, htmlCodeOf, htmlLink, htmlOf, shortCommit } from './markdown.ts'
import { shownPlace, type ShownPlace } from './shown-place.ts'
import { standingOf, type Standing } from './standing.ts'

/** Places of one secret; the report has them all. */
const placesMax = 4

/** Which columns a table of exposures has beside those that every one has. */
export interface RowColumns {
  readonly inventory: boolean
  /** Somebody was asked, and this is nobody else's business. */
  readonly liveness: boolean
}

const signs: Readonly<Record<ExposureVerdict, string>> = { fails: '❌', trial: '🧪', below: '➖' }

export function rowHead({ inventory, liveness }: RowColumns): string {
  const names = ['', 'Secret', 'Where', 'Since', ...(inventory ? ['Whose'] : [])]
  const shown = [...names, ...(liveness ? ['Works'] : [])].map((name) => `<th>${name}</th>`)
  return `<table>\n<tr>${shown.join('')}</tr>\n`
}

/** A row of HTML without an empty line, which would end the block. */
export function rowOf(
  exposure: Exposure,
  findings: readonly Finding[],
  { number, columns, facts }: { number: number; columns: RowColumns; facts: ChangeFacts },
): string {
  const cells = [
    `${signOf(exposure, facts)}&nbsp;${number}`,
    nameCell(exposure, facts),
    placesCell(findings, facts),
    sinceCell(findings, facts),
    ...(columns.inventory ? [whoseCell(exposure)] : []),
    ...(columns.liveness ? [livenessWords[exposure.status]] : []),
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`
}

function signOf(exposure: Exposure, facts: ChangeFacts): string {
  const said = shownVerdict(exposure, facts)
  return signs[said]
}

function remarkOnVerdict(exposure: Exposure, facts: ChangeFacts): string[] {
  if (verdictOf(exposure, facts.verdict) === 'trial') return ['rule on trial']
  return hidesVerdicts(facts) || shownVerdict(exposure, facts) === 'fails'
    ? []
    : ['below the limit']
}

function shownVerdict(exposure: Exposure, facts: ChangeFacts): ExposureVerdict {
  const said = verdictOf(exposure, facts.verdict)
  if (said === 'trial' || !hidesVerdicts(facts)) return said
  return facts.verdict.conclusion === 'failure' ? 'fails' : 'below'
}

function nameCell(exposure: Exposure, facts: ChangeFacts): string {
  const { comments, revokePages } = facts
  const { name, redacted, severity, confidence, fingerprint } = exposure
  const shown = visibleRedaction(redacted)
  const url = comments.kind === 'written' ? comments.urls.get(fingerprint) : undefined
  const page = webAddressOf(revokePages?.get(exposure.rule))
  const remarks = [
    severity,
    ...(confidence === 'high' ? [] : [`${confidence} confidence`]),
    ...remarkOnVerdict(exposure, facts),
    `<code>${shortenFingerprint(fingerprint)}</code>`,
    ...(url === undefined ? [] : [htmlLink('comment', url)]),
    ...(page === undefined ? [] : [`<b>${htmlLink('revoke', page)}</b>`]),
  ]
  const title = `<b>${htmlOf(name)}</b>${shown === '' ? '' : ` ${htmlCodeOf(shown)}`}`
  return `${title}<br><sub>${remarks.join(' · ')}</sub>`
}

function placesCell(findings: readonly Finding[], facts: ChangeFacts): string {
  const places = uniquePlaces(findings).map((finding) => shownPlace(finding, facts))
  const shown = places.slice(0, placesMax).map(linkTo)
  const rest = places.length - shown.length
  const remark = remarkOn(standingOf(findings, facts.pushedAway), facts)
  return [
    ...shown,
    ...(rest > 0 ? [`<sub>and ${rest} more</sub>`] : []),
    ...(remark === '' ? [] : [`<sub>${remark}</sub>`]),
  ].join('<br>')
}

function linkTo({ label, address }: ShownPlace): string {
  return htmlLink(htmlOf(label), address)
}

/** What becomes of a secret whose line is gone. */
function remarkOn(standing: Standing, facts: ChangeFacts): string {
  switch (standing.kind) {
    case 'open':
    case 'resolved':
      return ''
    case 'line-deleted':
      return `line deleted, <b>still readable</b> in ${commitLink(standing.stillReadableIn, facts)}`
    case 'pushed-away': {
      const { stillReadableIn: commit } = standing
      const where = commit === undefined ? '' : ` in ${commitLink(commit, facts)}`
      return `pushed away, <b>still readable</b>${where}`
    }
  }
}

function sinceCell(findings: readonly Finding[], facts: ChangeFacts): string {
  const first = shownPlace(findings[0]!, facts)
  const day = first.day === undefined ? '' : `<sub>${first.day}</sub>`
  if (first.commit === undefined) return day
  return [commitLink(first.commit, facts), day].filter((part) => part !== '').join('<br>')
}

function commitLink(commit: string, facts: ChangeFacts): string {
  return htmlLink(htmlCodeOf(shortCommit(commit)), commitAddress(facts, commit))
}

function whoseCell({ inventory }: Exposure): string {
  if (inventory === null) return '<sub>not in the inventory</sub>'
  const owner = describeOwner(inventory).replace(` (${inventory.id})`, '')
  const more = isWithheld(inventory) ? '' : `<br><sub>${htmlOf(owner)}</sub>`
  return `${htmlCodeOf(inventory.id)}${more}`
}

const livenessWords: Readonly<Record<Status, string>> = {
  active: '<b>yes</b>',
  inactive: 'no',
  'invalid-format': 'looks wrong',
  unverifiable: 'unknown',
  unverified: 'unknown',
}
