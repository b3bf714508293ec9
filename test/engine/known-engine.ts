import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { KnownValues } from '../../src/engine/known-values.ts'
import { loadEngine, readRuleSet } from '../../src/scan/load-engine.ts'

/** @param values one character per byte, by their names */
export function makeKnownEngine(values: Readonly<Record<string, string>>) {
  const known = new KnownValues(
    Object.entries(values).map(([name, value]) => ({ name, value: Buffer.from(value, 'latin1') })),
  )
  const engine = loadEngine(defaultEngineOptions, () => undefined, readRuleSet(), known.table)
  return { engine, known }
}
