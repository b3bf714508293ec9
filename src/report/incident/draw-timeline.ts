import { escapeHtml } from '../escape-html.ts'
import { formatSpan, formatTime } from './format-span.ts'
import type { Milestones } from './incident-figures.ts'
import type { IncidentReport } from './incident-report.ts'
import { timelineLanes, type TimelineEntry } from './timeline-entry.ts'

const laneNames: Readonly<Record<TimelineEntry['lane'], string>> = {
  leak: 'Leak',
  access: 'Accesses',
  decision: 'Decisions',
  effect: 'Done',
  probe: 'Probes, ours',
  proof: 'Proof',
  note: 'Notes',
}

const width = 1000
const left = 110
const right = 980
const laneHeight = 34
const top = 78

/**
 * The incident on one axis, as SVG that stands in a page: a band of what it lived through, and a lane for each kind of
 * thing that happened. The axis is not linear: a leak of weeks and a response of minutes must both be seen, so that a gap
 * counts by its logarithm. Colours are classes of the page, whose style says what they are in light and dark.
 */
export function drawTimeline({ entries, milestones, madeAt, lacking }: IncidentReport): string {
  const shown = entries.filter(({ lane }) => lane !== 'note')
  const end = lacking.length === 0 ? (milestones.closedAt ?? milestones.verifiedAt) : madeAt
  const times = [
    ...shown.map(({ at }) => at),
    ...stationsOf(milestones).map(({ at }) => at),
    ...(end === undefined ? [] : [end]),
  ].map((at) => Date.parse(at))
  const place = placesOf(times)
  const lanes = timelineLanes.filter((lane) => shown.some((entry) => entry.lane === lane))
  const height = top + lanes.length * laneHeight + 34
  return `<svg class="drawing" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="drawing-title">
<title id="drawing-title">What happened, from the leak to now; the table below says the same in words.</title>
${drawBands(milestones, end, place)}
${lanes.map((lane, index) => drawLane(lane, index, shown, place)).join('\n')}
${drawStations(milestones, place, top + lanes.length * laneHeight)}
</svg>`
}

type Placing = (at: string) => number

/** Equal times at one place, later ones further right. */
function placesOf(times: readonly number[]): Placing {
  const sorted = [...new Set(times)].toSorted((a, b) => a - b)
  const weights = sorted.slice(1).map((time, at) => gapWeight(time - sorted[at]!))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const places = new Map<number, number>()
  let sum = 0
  for (const [at, time] of sorted.entries()) {
    if (at > 0) sum += weights[at - 1]!
    places.set(time, left + 14 + (sum / total) * (right - left - 28))
  }
  return (at) => places.get(Date.parse(at)) ?? left
}

/** Ten times as long is one step further; what follows at once still stands beside it. */
function gapWeight(ms: number): number {
  return 0.35 + Math.log10(1 + ms / 1000)
}

function drawBands(milestones: Milestones, end: string | undefined, place: Placing): string {
  const stations = stationsOf(milestones)
  const ends = [...stations.slice(1).map(({ at }) => at), end]
  const bands = stations.flatMap(({ at, phase, className }, index) => {
    const until = ends[index]
    if (until === undefined || Date.parse(until) <= Date.parse(at)) return []
    const x = place(at)
    const wide = Math.max(0, place(until) - x)
    const ms = Date.parse(until) - Date.parse(at)
    const words = [`${phase} ${formatSpan(ms)}`, formatSpan(ms)].find((one) => one.length * 6.4 < wide - 8) // prettier-ignore
    const text = words === undefined ? '' : `<text x="${round(x + wide / 2)}" y="45" class="on-band">${escapeHtml(words)}</text>` // prettier-ignore
    return [
      `<rect x="${round(x)}" y="28" width="${round(wide)}" height="26" rx="4" class="band ${className}"><title>${escapeHtml(`${phase}: ${formatSpan(ms)}`)}</title></rect>${text}`,
    ]
  })
  return bands.join('\n')
}

interface Station {
  readonly at: string
  readonly name: string
  /** What begins there. */
  readonly phase: string
  readonly className: string
}

/** In order of time; each begins what lasts until the next. */
function stationsOf(milestones: Milestones): Station[] {
  const { exposedAt, detectedAt, containedAt, verifiedAt, closedAt, isDead } = milestones
  const station = (at: string | undefined, name: string, phase: string, className: string) =>
    at === undefined || Number.isNaN(Date.parse(at)) ? [] : [{ at, name, phase, className }]
  return [
    ...station(exposedAt, 'leaked', 'open', 'open'),
    ...station(detectedAt, 'detected', 'known, usable', 'known'),
    ...station(containedAt, 'accepted', 'accepted, unproven', 'contained'),
    ...station(verifiedAt, isDead ? 'dead' : 'contained', isDead ? 'dead' : 'contained', isDead ? 'dead' : 'contained'), // prettier-ignore
    ...station(closedAt, 'closed', 'closed', 'dead'),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)) // prettier-ignore
}

function drawLane(
  lane: TimelineEntry['lane'],
  index: number,
  entries: readonly TimelineEntry[],
  place: Placing,
): string {
  const y = top + index * laneHeight + laneHeight / 2
  const marks = entries
    .filter((entry) => entry.lane === lane)
    .map((entry) => drawMark(entry, place(entry.at), y))
  return `<text x="${left - 12}" y="${y + 4}" class="lane">${laneNames[lane]}</text><line x1="${left}" x2="${right}" y1="${y}" y2="${y}" class="rail"/>${marks.join('')}`
}

/** Told by shape, too: a ring for what was ours, a square for what went wrong, a disc for all else. */
function drawMark({ at, title, tone, isOurs }: TimelineEntry, x: number, y: number): string {
  const className = `mark ${isOurs ? 'ours' : (tone ?? 'plain')}`
  const words = `<title>${escapeHtml(`${formatTime(at)} UTC: ${title}`)}</title>`
  if (tone === 'bad' && !isOurs)
    return `<rect x="${round(x - 5.5)}" y="${y - 5.5}" width="11" height="11" rx="2" class="${className}">${words}</rect>`
  return `<circle cx="${round(x)}" cy="${y}" r="6" class="${className}">${words}</circle>`
}

/** Lines down from the band, with their times; a label that would stand on the one before is left out. */
function drawStations(milestones: Milestones, place: Placing, bottom: number): string {
  let free = 0
  return stationsOf(milestones)
    .map(({ at, name }) => {
      const x = place(at)
      const line = `<line x1="${round(x)}" x2="${round(x)}" y1="24" y2="${bottom}" class="station"/>`
      const isFree = x - 40 >= free
      if (isFree) free = x + 62
      const anchor = x > right - 60 ? 'end' : x < left + 50 ? 'start' : 'middle'
      const label = `<text x="${round(x)}" y="18" class="name" text-anchor="${anchor}">${name}</text><text x="${round(x)}" y="${bottom + 18}" class="tick" text-anchor="${anchor}">${formatTime(at).slice(5, 16)}</text>`
      return `${line}${isFree ? label : ''}`
    })
    .join('\n')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
