import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import { loadEngine, readRulePack, readRuleSet } from '../scan/load-engine.ts'
import type { LabelledRow } from './accuracy-rows.ts'
import { scanRow } from './accuracy-scan.ts'
import { highestOf, scoreRow, type Level } from './accuracy-score.ts'

/** Least surprisals that are tried, in bits per letter. */
export const grid: readonly number[] = Array.from({ length: 11 }, (_, at) => 4 + at / 4)

/** How each row is judged by one rule in whose way no other fitted rule stands, and by all that are not fitted. */
export interface RowLevels {
  readonly row: LabelledRow
  /** By the rules that are not fitted. */
  readonly others: Level
  /** By rule and by place in the {@link grid}. */
  readonly byRule: Readonly<Record<string, readonly Level[]>>
}

/** The rules whose least surprisal was chosen by looking at labelled rows. */
export function fittedRules(): CompiledRule[] {
  return readRulePack().rules.filter(isFitted)
}

function isFitted({ generic, anchors, surprisalMin }: CompiledRule): boolean {
  return generic && anchors.kind === 'names' && surprisalMin !== undefined
}

/**
 * Scans the rows with each fitted rule alone at each value of the grid. A rule that asks for more surprisal
 * reports no more: where the ends of the grid agree, so do all between.
 */
export function scanGrid(rows: readonly LabelledRow[]): RowLevels[] {
  const others = levelsWith(undefined, 0, rows)
  const byRule = fittedRules().map(({ id }) => [id, levelsOfRule(id, rows)] as const)
  return rows.map((row, at) => ({
    row,
    others: others[at],
    byRule: Object.fromEntries(byRule.map(([id, levels]) => [id, levels[at]!])),
  }))
}

/** @returns levels by row and place in the grid */
function levelsOfRule(id: string, rows: readonly LabelledRow[]): Level[][] {
  const first = levelsWith(id, grid[0]!, rows)
  const last = levelsWith(id, grid.at(-1)!, rows)
  const levels = first.map((level) => grid.map(() => level))
  const differing = [...rows.keys()].filter((at) => first[at] !== last[at])
  const differingRows = differing.map((at) => rows[at]!)
  grid.slice(1).forEach((bits, before) => {
    const found = levelsWith(id, bits, differingRows)
    differing.forEach((at, place) => (levels[at]![before + 1] = found[place]))
  })
  return levels
}

/** @param id of the one fitted rule that takes part, asking for `bits` */
function levelsWith(id: string | undefined, bits: number, rows: readonly LabelledRow[]): Level[] {
  const engine = engineWith(id, bits)
  return rows.map((row) => highestOf(scoreRow(row, scanRow(engine, row).hits).counted))
}

function engineWith(id: string | undefined, bits: number): Engine {
  const { pack, literalTable } = readRuleSet()
  const rules = pack.rules.map((rule) => (rule.id === id ? { ...rule, surprisalMin: bits } : rule))
  const disabledRules = rules
    .filter((rule) => isFitted(rule) && rule.id !== id)
    .map((rule) => rule.id)
  const options = { ...defaultEngineOptions, disabledRules }
  return loadEngine(options, () => undefined, {
    pack: { version: 1, digest: pack.digest, rules },
    literalTable,
  })
}
