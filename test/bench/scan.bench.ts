import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { formatBytes, formatCount } from '../../dist/report/format-quantity.js'
import { measure, median, type Measurement } from './measure.ts'
import { cacheDirectory, type Subject } from './subjects.ts'
import type { Reported, Tool } from './tools.ts'

/** A tool that took longer than this in the first run is not run again. */
const slowMs = 60_000

interface Lane {
  readonly tool: Tool
  /** Stanch as others are compared with it; what it finds is checked. */
  readonly isOwn: boolean
  /** Of the first run, which every later one of Stanch must repeat. */
  readonly found: Reported | undefined
  readonly isSlow: boolean
  readonly runs: Measurement[]
}

export const scanColumns = [
  'subject', 'size>', 'tool', 'findings>', 'median>', 'from–to>', 'MB/s>', 'peak memory>', '× stanch>',
] // prettier-ignore

/**
 * Checks what each tool finds, then times all of them by turns.
 *
 * @param own one of the tools: Stanch
 * @returns rows of the table
 * @throws Error when Stanch does not find all that was planted, or a run finds something else than the first
 */
export function benchScan(
  subject: Subject,
  tools: readonly Tool[],
  own: Tool,
  runs: number,
): string[][] {
  const lanes = tools.map((tool) => startLane(tool, subject, tool === own))
  for (let run = 0; run < runs; run++) {
    for (const lane of lanes) if (!lane.isSlow) repeat(lane, subject)
  }
  const ownLane = lanes.find(({ isOwn }) => isOwn)!
  return lanes.map((lane, at) => describeLane(lane, ownLane, subject, at === 0))
}

/** The first run warms caches and is checked; it counts only where it is the only one. */
function startLane(tool: Tool, subject: Subject, isOwn: boolean): Lane {
  const first = runOnce(tool, subject)
  const found = tool.readFindings(directoryOf(tool))
  if (isOwn) checkPlanted(subject, found!)
  const isSlow = first.wallMs > slowMs
  return { tool, isOwn, found, isSlow, runs: isSlow ? [first] : [] }
}

function repeat({ tool, isOwn, found, runs }: Lane, subject: Subject): void {
  runs.push(runOnce(tool, subject))
  if (!isOwn) return
  const count = tool.readFindings(directoryOf(tool))?.places.length
  if (count === found?.places.length) return
  throw new Error(
    `${subject.title}: ${count} findings, but ${found?.places.length} in the first run; was Stanch rebuilt meanwhile?`,
  )
}

function runOnce(tool: Tool, subject: Subject): Measurement {
  const directory = directoryOf(tool)
  mkdirSync(directory, { recursive: true })
  const { path, isStdin } = subject
  const command = tool.commandFor(isStdin ? '-' : path, isStdin ? path : undefined, directory)
  return measure(command, directory)
}

function directoryOf(tool: Tool): string {
  return join(cacheDirectory, 'runs', tool.name.replaceAll(' ', '-'))
}

function checkPlanted(subject: Subject, found: Reported): void {
  if (!subject.planted) return
  const missing = subject.planted.length - countPlanted(subject.planted, found.places)
  if (missing === 0 && found.problems === 0) return
  throw new Error(
    `${subject.title}: ${missing} of ${subject.planted.length} planted secrets were not found, ` +
      `${found.problems} problems; nothing is timed (${subject.path})`,
  )
}

/** @param planted ends of places: tools name the same file in different ways */
function countPlanted(planted: readonly string[], places: readonly string[]): number {
  // A name and the line, or the line alone: paths of generated files are unambiguous by their last part.
  const ends = new Set(places.map((place) => place.slice(place.lastIndexOf('/') + 1)))
  const lines = new Set(places.map((place) => place.slice(place.lastIndexOf(':'))))
  return planted.filter((end) =>
    end.startsWith(':') ? lines.has(end) : ends.has(end.slice(end.lastIndexOf('/') + 1)),
  ).length
}

function describeLane(lane: Lane, own: Lane, subject: Subject, isFirst: boolean): string[] {
  const walls = lane.runs.map(({ wallMs }) => wallMs)
  const wall = median(walls)
  const peaks = lane.runs.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]))
  const range =
    walls.length === 1 ? '1 run' : `${formatMs(Math.min(...walls))}–${formatMs(Math.max(...walls))}`
  const ratio = wall / median(own.runs.map(({ wallMs }) => wallMs))
  return [
    ...(isFirst ? [subject.title, formatBytes(subject.bytes)] : ['', '']),
    lane.tool.name,
    describeFound(lane.found, subject),
    formatMs(wall),
    range,
    subject.bytes < 1e6 || !lane.found ? '' : (subject.bytes / 1e3 / wall).toFixed(0),
    describePeak(Math.max(...peaks), lane, subject),
    lane === own ? '' : `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`,
  ]
}

function describeFound(found: Reported | undefined, { key, planted }: Subject): string {
  if (!found) return ''
  const count = found.places.length
  const problems = found.problems > 0 ? ` (${found.problems} problems)` : ''
  if (key === 'history' && !planted) {
    return `${formatCount(count)} of ${formatCount(found.secrets)} secrets${problems}`
  }
  if (!planted) return formatCount(count) + problems
  const hits = countPlanted(planted, found.places)
  const others = count - hits
  return `${hits} of ${planted.length}${others > 0 ? ` +${others}` : ''}${problems}`
}

function describePeak(bytes: number, lane: Lane, { peakBytesMax }: Subject): string {
  if (!Number.isFinite(bytes)) return '?'
  if (!lane.isOwn || peakBytesMax === undefined) return formatBytes(bytes)
  const sign = bytes < peakBytesMax ? '<' : 'OVER'
  return `${formatBytes(bytes)} ${sign} ${formatBytes(peakBytesMax)}`
}

function formatMs(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`
}
