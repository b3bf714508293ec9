import { shortenFingerprint, visibleRedaction } from './describe-finding.ts'
import { describeOwner } from './describe-owner.ts'
import { describeSource, describeStep, describeTime } from './describe-record.ts'
import { webAddressOf } from './encode-path.ts'
import { escapeForLog } from './escape-controls.ts'
import { countOf } from './format-quantity.ts'
import type { RunGroup, RunName, RunSecret, RunShare } from './group-runs.ts'
import { readOrigin } from './origin-details.ts'
import type { ReportOptions } from './report-options.ts'
import type { Occurrence } from './scan-result.ts'
import type { Ink } from './terminal-ink.ts'

/** Repeats and other runs shown of one secret unless all are asked for. */
const repeatsMax = 5
const indent = ' '.repeat(4)
const labelWidth = 'also in:'.length

/** Lines about one run, or one channel: what it got to know, from which record, and where that went. */
export function layoutRun(run: RunGroup, ink: Ink, options: ReportOptions): string[] {
  const facts = [spanOf(run), countOf(run.secrets.length, 'secret'), filesOf(run)]
  const title = ink.paint('strong', escapeForLog(titleOf(run)))
  return [
    [title, ...facts.filter((fact) => fact !== '').map((fact) => ink.paint('quiet', fact))].join(
      '  ',
    ),
    ...run.secrets.flatMap((secret) => layoutSecret(secret, ink, options)),
  ]
}

function layoutSecret(secret: RunSecret, ink: Ink, options: ReportOptions): string[] {
  const { name, redacted, severity, fingerprint, inventory, first, repeats, elsewhere } = secret
  const headline = [
    ink.paint(severity, severity.padEnd('critical'.length)),
    escapeForLog(name),
    escapeForLog(visibleRedaction(redacted)),
    ink.paint('quiet', `#${shortenFingerprint(fingerprint)}`),
  ]
  const owner = inventory ? [escapeForLog(describeOwner(inventory))] : []
  const rows = [
    ...rowsOf('owner:', owner, ink),
    ...rowsOf('first:', [layoutStep(first, first, ink)], ink),
    ...rowsOf(
      'again:',
      shortened(repeats, options, (repeat) => layoutStep(repeat, first, ink)),
      ink,
    ),
    ...rowsOf('also in:', shortened(elsewhere, options, describeShare), ink),
  ]
  return [`  ${headline.filter((piece) => piece !== '').join('  ')}`, ...rows]
}

function rowsOf(label: string, lines: readonly string[], ink: Ink): string[] {
  return lines.map((line, index) => {
    const head = index === 0 ? label : ''
    return `${indent}${ink.paint('quiet', head.padEnd(labelWidth))}  ${line}`
  })
}

function shortened<Item>(
  items: readonly Item[],
  { allPlaces }: ReportOptions,
  layout: (item: Item) => string,
): string[] {
  const shown = allPlaces ? items : items.slice(0, repeatsMax)
  const rest = items.length - shown.length
  return [...shown.map(layout), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

/** What is the same for all of the run is said above; the file where it is another one than that of the first. */
function layoutStep(step: Occurrence, first: Occurrence, ink: Ink): string {
  const { exported } = readOrigin(step.origin)
  if (!exported) return escapeForLog(step.origin.path)
  const said = escapeForLog(describeStep(exported).join(' · '))
  const isTold = step !== first && exported.path === first.origin.path
  const path = isTold ? '' : exported.path
  const place = `${path}:${step.line}:${step.column} ${exported.field ?? ''}`.trimEnd()
  const shown = ink.link(said, webAddressOf(exported.url))
  return [shown, ink.paint('quiet', escapeForLog(place))].filter((part) => part !== '').join('  ')
}

function describeShare(share: RunShare): string {
  const facts = [countOf(share.places, 'place'), share.isEarlier ? 'earlier' : '']
  return escapeForLog(`${titleOf(share)} (${facts.filter((fact) => fact !== '').join(', ')})`)
}

function titleOf({ path, ...name }: RunName): string {
  const origin = { kind: 'export', path: path ?? '', ...name } as const
  const source = describeSource(origin) ?? `${name.format} ${path ?? ''}`.trimEnd()
  const isRun = name.run !== undefined || name.trace !== undefined
  return isRun && name.channel !== undefined ? `${source} “${name.channel}”` : source
}

/** When it had the first and the last of them. */
function spanOf({ secrets }: RunGroup): string {
  const times = secrets.flatMap(({ first, repeats }) =>
    [first, ...repeats].flatMap(({ origin }) => readOrigin(origin).exported?.time ?? []),
  )
  const sorted = times.filter((time) => !Number.isNaN(Date.parse(time))).toSorted(byTime)
  const [from, to] = [sorted[0], sorted.at(-1)]
  if (from === undefined || to === undefined) return ''
  const shown = [...new Set([describeTime(from), describeTime(to)])]
  return shown.join(' – ')
}

function byTime(left: string, right: string): number {
  return Date.parse(left) - Date.parse(right)
}

function filesOf({ files }: RunGroup): string {
  return files.length === 1 ? '' : countOf(files.length, 'file')
}
