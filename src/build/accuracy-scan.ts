import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import { Scanner } from '../engine/scanner.ts'
import { loadEngine } from '../scan/load-engine.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { LabelledRow } from './accuracy-rows.ts'
import type { Hit } from './accuracy-score.ts'

/** What a scan says of a row. */
export interface ScannedRow {
  /** Findings of any confidence. */
  readonly hits: readonly Hit[]
  /** Places of what a finding reports beside its secret, such as a key's id: not findings themselves. */
  readonly components: readonly Span[]
}

/** Scans every row by itself with the built-in rules. */
export function scanRows(rows: readonly LabelledRow[]): ScannedRow[] {
  const engine = loadEngine(defaultEngineOptions, (reason) => {
    process.stderr.write(`accuracy: the native RE2 is missing, its port takes over: ${reason}\n`)
  })
  return rows.map((row) => scanRow(engine, row))
}

export function scanRow(engine: Engine, { text, documentName }: LabelledRow): ScannedRow {
  const scanner = new Scanner(engine, documentName)
  const matches = [...scanner.push(bytesOfUtf8(text)), ...scanner.end()]
  return {
    hits: matches.map(({ rule, confidence, place }) => ({
      rule: rule.id,
      confidence,
      span: { start: place.start, end: place.end },
    })),
    components: matches.flatMap(({ componentPlaces }) =>
      componentPlaces.map(({ start, end }) => ({ start, end })),
    ),
  }
}
