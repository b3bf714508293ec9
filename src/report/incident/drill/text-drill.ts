import { escapeForLog } from '../../escape-controls.ts'
import { countOf, formatDuration } from '../../format-quantity.ts'
import { wrapWords, type Ink, type Style } from '../../terminal-ink.ts'
import type { DrillEntry, DrillTranscript, DrillVerdict } from './drill-transcript.ts'

export interface DrillScreen {
  readonly ink: Ink
  /** Columns. */
  readonly width: number
  /** By name of the fault, in one sentence. */
  readonly faultTexts: Readonly<Record<string, string>>
}

/** What a responder would have lived through, for a terminal. */
export function textDrill(transcript: DrillTranscript, screen: DrillScreen): string[] {
  const { ink, width, faultTexts } = screen
  const { credential, playbook, faults, seed, phases, waits, effects, totalMs } = transcript
  const head = (title: string, more = '') => ['', `${ink.paint('strong', title)}${more && `  ${ink.paint('quiet', more)}`}`] // prettier-ignore
  const [verdict, ...grounds] = verdictLines(transcript, screen)
  return [
    `${ink.paint('strong', `Drill: ${credential}`)}  ${ink.paint('quiet', `seed ${seed}, nothing leaves this machine`)}`,
    ...indented('playbook', `${playbook.id}: ${playbook.reason}`, width, ink),
    ...(faults.length === 0 ? ['  fault     none'] : faults.flatMap((name) => indented('fault', `${name}: ${faultTexts[name] ?? ''}`, width, ink))),
    ...head('What happened', 'minutes and seconds since it was found'),
    ...entryLines(transcript.entries, screen),
    ...head('Where the time went', `${formatDuration(totalMs)} in all`),
    ...barLines(phases, totalMs, ink),
    ...head('Waited for'),
    ...(waits.length === 0 ? ['  nobody'] : waitLines(waits)),
    ...head('Done at the provider'),
    ...(effects.length === 0 ? ['  nothing'] : effects.map(({ what, id, times }) => `  ${what} ${escapeForLog(id)}: ${times === 1 ? 'once' : ink.paint('bad', `${times} times`)}`)),
    ...listLines('To decide now', transcript.decisions, screen),
    ...listLines('To do better', transcript.improvements, screen),
    '',
    verdict!,
    ...grounds,
  ]
} // prettier-ignore

function indented(name: string, text: string, width: number, ink: Ink): string[] {
  const [first, ...rest] = wrapWords(escapeForLog(text), Math.max(40, width - 12))
  return [
    `  ${ink.paint('quiet', name.padEnd(8))}  ${first}`,
    ...rest.map((line) => `${' '.repeat(12)}${line}`),
  ]
}

function entryLines(entries: readonly DrillEntry[], { ink, width }: DrillScreen): string[] {
  const whoWidth = Math.max(6, ...entries.map(({ who = '' }) => who.length))
  const timeWidth = Math.max(...entries.map(({ ms }) => offsetOf(ms).length))
  const margin = ' '.repeat(2 + timeWidth + 2 + whoWidth + 2)
  const room = Math.max(30, width - margin.length)
  return entries.flatMap(({ ms, who, text, detail, tone, times, lastMs }) => {
    const more = times === 1 ? '' : `, ${times} times until ${offsetOf(lastMs)}`
    const lines = wrapWords(escapeForLog(`${text}${more}`), room).map((line) => tone === undefined ? line : ink.paint(tone, line)) // prettier-ignore
    const told = detail === undefined ? [] : wrapWords(escapeForLog(shortened(detail)), room)
    const start = `  ${offsetOf(ms).padStart(timeWidth)}  ${ink.paint('quiet', (who ?? 'stanch').padEnd(whoWidth))}  `
    return [
      `${start}${lines[0]}`,
      ...lines.slice(1).map((line) => `${margin}${line}`),
      ...told.map((line) => `${margin}${ink.paint('quiet', line)}`),
    ]
  })
}

/** Facts of a provider can be long; the journal has them whole. */
function shortened(text: string): string {
  const most = 160
  if (text.length <= most) return text
  return `${text.slice(0, text.lastIndexOf(' ', most))} …`
}

/** `4:05`, `1:02:09`. */
function offsetOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

const barWidth = 36

function barLines(phases: DrillTranscript['phases'], totalMs: number, ink: Ink): string[] {
  const longest = Math.max(...phases.map(({ ms }) => ms))
  const nameWidth = Math.max(...phases.map(({ name }) => name.length))
  return phases.map(({ name, ms }) => {
    const full = Math.max(1, Math.round((barWidth * ms) / longest))
    const bar = `${'█'.repeat(full)}${' '.repeat(barWidth - full)}`
    const share = `${Math.round((100 * ms) / totalMs)} %`
    return `  ${name.padEnd(nameWidth)}  ${ink.paint('low', bar)}  ${share.padStart(5)}  ${formatDuration(ms)}`
  })
}

function waitLines(waits: DrillTranscript['waits']): string[] {
  const rows = waits.map(({ on, why, ms, times }) => [on, formatDuration(ms), `${why}${times === 1 ? '' : `, ${times} times`}`] as const) // prettier-ignore
  const [onWidth, spanWidth] = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]!.length)))
  return rows.map(([on, span, why]) => `  ${on.padEnd(onWidth!)}  ${span.padStart(spanWidth!)}  ${escapeForLog(why)}`) // prettier-ignore
}

function listLines(title: string, items: readonly string[], { ink, width }: DrillScreen): string[] {
  if (items.length === 0) return []
  const lines = items.flatMap((item) => {
    const [first, ...rest] = wrapWords(escapeForLog(item), Math.max(40, width - 4))
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)]
  })
  return ['', ink.paint('strong', title), ...lines]
}

const words: Readonly<Record<DrillVerdict, readonly [string, Style, string]>> = {
  proven: ['PROVEN DEAD', 'good', 'Stanch proved it, and the provider no longer takes it.'],
  'handed-over': ['HANDED OVER', 'medium', 'The provider no longer takes it, but nothing proved that: Stanch claimed nothing and asked a person.'],
  contained: ['CONTAINED', 'medium', 'The provider still takes it, for less than before. That is not dead, and Stanch said so.'],
  alive: ['STILL ALIVE', 'bad', 'The provider still takes it. Stanch claimed nothing and asked a person.'],
  failed: ['FAILED', 'bad', 'Stanch broke a law of its own:'],
} // prettier-ignore

function verdictLines({ verdict, broken, openMs, unknownMs }: DrillTranscript, { ink, width }: DrillScreen): string[] {
  const [word, style, meaning] = words[verdict]
  const open = openMs === undefined ? '' : ` It was open for ${formatDuration(openMs)}, of which ${formatDuration(unknownMs)} before anybody knew.`
  return [
    ink.paint(style, word),
    ...wrapWords(`${meaning}${open}`, width - 2).map((line) => `  ${line}`),
    ...broken.map((law) => `  - ${escapeForLog(law)}`),
    ...(broken.length === 0 ? [] : [`  ${countOf(broken.length, 'law')} broken: report it with the seed.`]),
  ]
} // prettier-ignore
