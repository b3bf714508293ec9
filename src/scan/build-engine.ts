import { literalsOf } from '../engine/anchor-index.ts'
import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import { buildLiteralTable } from '../engine/literal-table.ts'
import type { RulePack } from '../rules/rule-pack.ts'
import { loadEngine } from './load-engine.ts'

/** An engine for rules that are not the built-in ones: its literal table is made now. */
export function buildEngine(pack: RulePack, options = defaultEngineOptions): Engine {
  const literalTable = buildLiteralTable(literalsOf(pack))
  return loadEngine(options, () => undefined, { pack, literalTable })
}
