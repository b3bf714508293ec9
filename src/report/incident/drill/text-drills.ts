import { formatDuration } from '../../format-quantity.ts'
import type { Ink, Style } from '../../terminal-ink.ts'
import type { DrillTranscript, DrillVerdict } from './drill-transcript.ts'

const words: Readonly<Record<DrillVerdict, readonly [string, Style]>> = {
  proven: ['proven dead', 'good'],
  'handed-over': ['handed over', 'medium'],
  contained: ['contained', 'medium'],
  alive: ['STILL ALIVE', 'bad'],
  failed: ['FAILED', 'bad'],
}

/** One line for each drill: who, by what, how it ended, how long it took, how long the key was open. */
export function textDrills(drills: readonly DrillTranscript[], ink: Ink): string[] {
  const head = ['provider', 'playbook', 'end', 'took', 'open for', 'done there']
  const rows = drills.map(({ provider, playbook, verdict, totalMs, openMs, effects }) => [
    provider,
    playbook.id,
    words[verdict][0],
    formatDuration(totalMs),
    openMs === undefined ? 'still' : formatDuration(openMs),
    effects.length === 0 ? 'nothing' : [...new Set(effects.map(({ what }) => what))].join(', '),
  ])
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length))) // prettier-ignore
  const isRight = (at: number) => at === 3 || at === 4
  const lay = (cells: readonly string[]) =>
    cells.map((cell, at) => (isRight(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
  const last = head.length - 1
  return [
    ink.paint('strong', lay(head).join('  ').trimEnd()),
    ...rows.map((row, at) => {
      const cells = lay(row)
      cells[2] = ink.paint(words[drills[at]!.verdict][1], cells[2]!)
      cells[last] = row[last]!
      return cells.join('  ')
    }),
  ]
}
