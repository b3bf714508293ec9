import { defaultEngineOptions } from '../engine/engine.ts'
import { Scanner } from '../engine/scanner.ts'
import { loadEngine } from '../scan/load-engine.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import type { LabelledRow } from './accuracy-rows.ts'
import type { Hit } from './accuracy-score.ts'

/**
 * Scans every row by itself with the built-in rules.
 *
 * @returns findings of any confidence, for each row; a finding's components are not findings
 */
export function scanRows(rows: readonly LabelledRow[]): Hit[][] {
  const engine = loadEngine(defaultEngineOptions, (reason) => {
    process.stderr.write(`accuracy: the native RE2 is missing, its port takes over: ${reason}\n`)
  })
  return rows.map(({ text, documentName }) => {
    const scanner = new Scanner(engine, documentName)
    const matches = [...scanner.push(bytesOfUtf8(text)), ...scanner.end()]
    return matches.map(({ rule, confidence, place }) => ({
      rule: rule.id,
      confidence,
      span: { start: place.start, end: place.end },
    }))
  })
}
