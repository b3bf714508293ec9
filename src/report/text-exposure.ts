import type { ExportOrigin, GithubOrigin, Origin } from '../engine/document.ts'
import type { Finding } from '../engine/finding.ts'
import {
  adviseOn,
  type AdviceCase,
  describeDetails,
  describeDecoding,
  describeStatus,
  shortenFingerprint,
  visibleRedaction,
} from './describe-finding.ts'
import { adviseOnOwner, describeOwner } from './describe-owner.ts'
import { describeGithub } from './describe-github.ts'
import { describeCopies, describeRecord, describeSource, isOfAgent } from './describe-record.ts'
import { encodePath, uriOfPath, webAddressOf } from './encode-path.ts'
import { escapeForLog } from './escape-controls.ts'
import { readOrigin, uniquePlaces } from './origin-details.ts'
import { inTimeOrder } from './record-times.ts'
import type { ReportOptions } from './report-options.ts'
import type { Exposure } from './scan-result.ts'
import { proseWidth, wrapWords, type Ink } from './terminal-ink.ts'

/** Places shown of one secret unless all are asked for. */
const placesMax = 10

/** What files are taken for of which nobody says who wrote them: their place tells more. */
const plainFormats = new Set(['json', 'text'])

const severityWidth = 'critical'.length
const labelWidth = 'status:'.length

/** One line under the headline; only the first of several has a label. */
type Row = readonly [label: string, text: string]

interface Place {
  readonly origin: Origin
  readonly line: number
  readonly column: number
  readonly decoded: Finding['decoded']
}

/** A place, or of the versions of a file in a history the one that is checked out, or else the oldest. */
interface ShownPlace extends Place {
  readonly versions: number
  /** Where the oldest version comes from. */
  readonly since: Origin
}

export interface NumberedExposure {
  readonly exposure: Exposure
  /** Its findings in the order of the scan; none when only the exposure is known. */
  readonly findings: readonly Finding[]
  /** From 1; `numberWidth` digits are reserved for it. */
  readonly number: number
  readonly numberWidth: number
  /** An earlier exposure with the very same advice. */
  readonly sameAs: number | undefined
}

/** Lines about one secret: what it is, where it stands, what to do. */
export function layoutExposure(item: NumberedExposure, ink: Ink, options: ReportOptions): string[] {
  const indent = ' '.repeat(item.numberWidth + severityWidth + 4)
  const margin = indent.length + labelWidth + 2
  const width = proseWidth(options) - margin
  const rows = [
    ...placeRows(item, options.width - margin, ink, options),
    ...componentRows(item.findings),
    ...detailRows(item.findings, options),
    ...ownerRows(item.exposure),
    ...statusRows(item.exposure, ink),
    ...adviceRows(item, width, ink, options),
  ]
  const [only] = rows
  // All else was told with its runs.
  if (only && rows.length === 1 && item.sameAs !== undefined)
    return [`${layoutHeadline(item, ink)}  ${only[1]}`]
  return [
    layoutHeadline(item, ink),
    ...rows.map(
      ([label, text]) => `${indent}${ink.paint('quiet', label.padEnd(labelWidth))}  ${text}`,
    ),
  ]
}

/** What has to be the same for two secrets to share their advice. */
export function adviceKeyOf(exposure: Exposure): string {
  const { rule, status, inventory } = exposure
  return JSON.stringify([rule, status, circumstancesOf(exposure), adviseOnOwner(inventory)])
}

function layoutHeadline({ exposure, number, numberWidth }: NumberedExposure, ink: Ink): string {
  const { severity, redacted, confidence, fingerprint, maturity } = exposure
  return [
    ink.paint('quiet', String(number).padStart(numberWidth)),
    ink.paint(severity, severity.padEnd(severityWidth)),
    ink.paint('strong', escapeForLog(exposure.name)),
    escapeForLog(visibleRedaction(redacted)),
    maturity === undefined ? '' : ink.paint('quiet', 'on trial'),
    confidence === 'high' ? '' : ink.paint('quiet', `${confidence} confidence`),
    ink.paint('quiet', `#${shortenFingerprint(fingerprint)}`),
  ]
    .filter((piece) => piece !== '')
    .join('  ')
}

function placeRows(
  { exposure, findings }: NumberedExposure,
  width: number,
  ink: Ink,
  options: ReportOptions,
): Row[] {
  const places = joinVersions(placesOf(exposure, findings)).filter(
    // Of each run they are told already.
    ({ origin }) => !options.byRun || origin.kind !== 'export',
  )
  const shown = options.allPlaces ? places : places.slice(0, placesMax)
  const rest = places.length - shown.length
  const lines = shown.flatMap((place) => layoutPlace(place, width, ink, options))
  if (rest > 0) lines.push(ink.paint('quiet', describeRest(places.slice(placesMax))))
  return lines.map((line, index) => [index === 0 ? 'at:' : '', line])
}

/** Of exports in how many runs or channels. */
function describeRest(rest: readonly Place[]): string {
  const exported = rest.flatMap(({ origin }) => readOrigin(origin).exported ?? [])
  const sources = new Set(exported.map((origin) => describeSource(origin) ?? origin.path))
  const [only] = sources
  const agents = exported.filter(isOfAgent).length
  const kinds = agents === 0 ? 'channels' : agents === exported.length ? 'runs' : 'runs or channels'
  const where = sources.size === 1 ? only : `${sources.size} ${kinds}`
  return `… and ${rest.length} more${sources.size === 0 ? '' : ` in ${escapeForLog(where!)}`}`
}

function placesOf(exposure: Exposure, findings: readonly Finding[]): Place[] {
  if (findings.length > 0) return inTimeOrder(uniquePlaces(findings))
  return inTimeOrder(exposure.occurrences.map((place) => ({ ...place, decoded: [] })))
}

/** Places of one secret may tell different things: an address has the account, a copy of the key alone has not. */
function detailRows(findings: readonly Finding[], { startedAt }: ReportOptions): Row[] {
  const clauses = findings.flatMap(({ details }) => describeDetails(details, startedAt))
  const told = [...new Set(clauses)].map(escapeForLog).join(', ')
  return told === '' ? [] : [['tells:', told]]
}

/** One place for all versions of a file, in the order of the first of each. */
function joinVersions(places: readonly Place[]): ShownPlace[] {
  const shown = new Map<string, ShownPlace>()
  for (const [at, place] of places.entries()) {
    const { origin } = place
    const isVersion = origin.kind === 'git' && origin.blob !== undefined
    const key = isVersion ? origin.path : String(at)
    const known = shown.get(key)
    const isShown = !known || (isVersion && origin.inHead === true)
    const { line, column, decoded, origin: shownOrigin } = isShown ? place : known
    shown.set(key, {
      origin: shownOrigin,
      line,
      column,
      decoded,
      versions: (known?.versions ?? 0) + 1,
      since: known?.since ?? origin,
    })
  }
  return [...shown.values()]
}

/** One line, or two where it is too long for one. */
function layoutPlace(
  place: ShownPlace,
  width: number,
  ink: Ink,
  options: ReportOptions,
): readonly string[] {
  const { exported, posted } = readOrigin(place.origin)
  if (posted) return layoutText(posted, place, width, ink)
  if (!exported) return [layoutFilePlace(place, ink, options)]
  return layoutRecord(exported, place, width, ink)
}

/** Who wrote it comes first; then the address that opens it, or where there is none its path. */
function layoutText(
  origin: GithubOrigin,
  { line, column, decoded }: Place,
  width: number,
  ink: Ink,
): readonly string[] {
  const remark = describeDecoding(decoded)
  const pieces = [...describeGithub(origin), `line ${line}`, remark]
  const said = escapeForLog(pieces.filter((piece) => piece !== '').join(' · '))
  const address = webAddressOf(origin.url)
  const place = address ?? escapeForLog(`${origin.path}:${line}:${column}`)
  const quiet = ink.paint('quiet', place)
  const shown = ink.link(said, address)
  return said.length + 2 + place.length <= width ? [`${shown}  ${quiet}`] : [shown, `  ${quiet}`]
}

/** Who said it comes first, and opens the message; then the file. */
function layoutRecord(
  origin: ExportOrigin,
  { line, column, decoded }: Place,
  width: number,
  ink: Ink,
): readonly string[] {
  // In an export everything stands in a string.
  const remark = describeDecoding(decoded.filter((decoding) => decoding !== 'escape'))
  const record = describeRecord(origin)
  const isPlain = plainFormats.has(record.join())
  const pieces = [...(isPlain ? [] : record), describeCopies(origin), remark]
  const said = escapeForLog(pieces.filter((piece) => piece !== '').join(' · '))
  const shown = ink.link(said, webAddressOf(origin.url))
  const file = escapeForLog(
    [`${origin.path}:${line}:${column}`, origin.field ?? ''].join(' ').trimEnd(),
  )
  const quiet = ink.paint('quiet', file)
  if (said === '') return [quiet]
  return said.length + 2 + file.length <= width ? [`${shown}  ${quiet}`] : [shown, `  ${quiet}`]
}

function layoutFilePlace(
  { origin, line, column, decoded, versions, since }: ShownPlace,
  ink: Ink,
  options: ReportOptions,
): string {
  const { path, commit, inHead, part, url, ignoredByGit } = readOrigin(origin)
  const { commit: first, date, author } = readOrigin(since)
  const shown = escapeForLog(nameOf(origin, path, part))
  const address = commit === undefined ? addressOf(origin, options) : undefined
  const remarks = [
    origin.kind === 'git' && path === '-' ? '' : (part ?? ''),
    first === undefined ? '' : `since ${first.slice(0, 12)}`,
    date?.slice(0, 10) ?? '',
    author?.replace(/ <.*/, '') ?? '',
    versions > 1 ? `${versions} versions` : '',
    inHead === false ? 'in history only' : '',
    url ?? '',
    describeDecoding(decoded),
    ignoredByGit ? 'ignored by git' : '',
  ].filter((remark) => remark !== '')
  const place = `${ink.link(shown, address)}${ink.paint('quiet', `:${line}:${column}`)}`
  if (remarks.length === 0) return place
  return `${place}  ${ink.paint('quiet', escapeForLog(`(${remarks.join(', ')})`))}`
}

function nameOf(origin: Origin, path: string, part: string | undefined): string {
  if (path !== '-') return path
  return origin.kind === 'stdin' ? 'standard input' : (part ?? path)
}

function addressOf(origin: Origin, { rootUrl }: ReportOptions): string | undefined {
  if (origin.kind !== 'file') return undefined
  const absolute = uriOfPath(origin.path)
  if (absolute.startsWith('file:')) return absolute
  return rootUrl === undefined ? undefined : rootUrl + encodePath(origin.path)
}

/** Each part once, though it may stand next to the secret at every place. */
function componentRows(findings: readonly Finding[]): Row[] {
  const parts = new Map(
    findings.flatMap(({ components }) => components.map((part) => [part.fingerprint, part])),
  )
  return [...parts.values()].map((part, index) => {
    const text = `${part.rule} ${part.redacted} on line ${part.line}`
    return [index === 0 ? 'with:' : '', escapeForLog(text)]
  })
}

function ownerRows({ inventory }: Exposure): Row[] {
  return inventory ? [['owner:', escapeForLog(describeOwner(inventory))]] : []
}

function statusRows({ status }: Exposure, ink: Ink): Row[] {
  const text = describeStatus(status)
  return text === '' ? [] : [['status:', status === 'active' ? ink.paint('bad', text) : text]]
}

function adviceRows(
  item: NumberedExposure,
  width: number,
  ink: Ink,
  options: ReportOptions,
): Row[] {
  const { exposure, sameAs } = item
  if (sameAs !== undefined) return [['next:', ink.paint('quiet', `as for ${sameAs}`)]]
  const reference = webAddressOf(options.referenceOf(exposure.rule))
  const lines = wrapWords(adviseOn({ ...exposure, ...circumstancesOf(exposure) }), width)
  const linked = reference === undefined ? [] : [ink.link(ink.paint('quiet', reference), reference)]
  return [...lines, ...linked].map((line, index) => [index === 0 ? 'next:' : '', line])
}

function circumstancesOf({
  occurrences,
}: Exposure): Pick<AdviceCase, 'inHistory' | 'inExport' | 'inText'> {
  const origins = occurrences.map(({ origin }) => readOrigin(origin))
  return {
    inHistory: origins.some(({ commit }) => commit !== undefined),
    inExport: origins.some(({ exported }) => exported !== undefined),
    inText: origins.every(({ posted }) => posted !== undefined),
  }
}
