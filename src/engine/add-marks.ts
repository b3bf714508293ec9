import type { RulePack } from '../rules/rule-pack.ts'
import { indexAnchors } from './anchor-index.ts'
import { extendLiteralTable } from './extend-literal-table.ts'
import type { LiteralTable } from './literal-layout.ts'
import type { Literal } from './literal-table.ts'

/** Texts that the prefilter looks for besides those of rules. */
export interface Marks {
  readonly texts: readonly string[]
  /** The number of the first in the table. */
  readonly first: number
}

/**
 * Adds marks to the table of a pack.
 *
 * @param texts at least four bytes each
 */
export function addMarks(
  pack: RulePack,
  table: LiteralTable,
  texts: readonly string[],
): { readonly table: LiteralTable; readonly marks: Marks } {
  const first = pack.stored?.lengths.length ?? indexAnchors(pack).literals.length
  const literals: Literal[] = []
  // Those of the rules are in the table.
  literals.length = first
  for (const text of texts) {
    literals.push({ text, ignoreCase: false, next: undefined, conditions: [] })
  }
  return { table: extendLiteralTable(table, literals, first), marks: { texts, first } }
}
