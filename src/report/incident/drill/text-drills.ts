import { countOf, formatDuration } from '../../format-quantity.ts'
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
export function textDrills(
  drills: readonly DrillTranscript[],
  { ink, width }: { readonly ink: Ink; readonly width: number },
): string[] {
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
  const used = widths.slice(0, last).reduce((sum, one) => sum + one + 2, 0)
  return [
    ink.paint('strong', lay(head).join('  ').trimEnd()),
    ...rows.map((row, at) => {
      const cells = lay(row)
      cells[2] = ink.paint(words[drills[at]!.verdict][1], cells[2]!)
      cells[last] = cut(row[last]!, Math.max(12, width - used))
      return cells.join('  ')
    }),
    ...summaryOf(drills),
  ]
}

/** How many ended how, and the command that shows the worst of them. */
function summaryOf(drills: readonly DrillTranscript[]): string[] {
  const order: readonly DrillVerdict[] = ['failed', 'alive', 'contained', 'handed-over', 'proven']
  const of = (wanted: DrillVerdict) => drills.filter(({ verdict }) => verdict === wanted)
  const told = order
    .toReversed()
    .map((verdict) => [of(verdict).length, words[verdict][0].toLowerCase()] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
  const worst = drills.find(({ verdict }) => verdict === order.find((one) => of(one).length > 0))
  const faults = worst?.faults.map((name) => ` --fault ${name}`).join('') ?? ''
  const seed = worst === undefined || worst.seed === 1 ? '' : ` --seed ${worst.seed}`
  return [
    '',
    `${countOf(drills.length, 'drill')}: ${told.join(', ')}`,
    ...(worst === undefined || worst.verdict === 'proven'
      ? []
      : [
          `  stanch incident drill --provider ${worst.provider} --playbook ${worst.playbook.id}${faults}${seed}`,
        ]),
  ]
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
