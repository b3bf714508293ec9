import type { DatabasePages } from './database-pages.ts'
import { pageUses } from './database-pages.ts'
import { PayloadReader, type Slack } from './payload-reader.ts'
import { readColumns, type ColumnValue } from './record-columns.ts'
import { readTreePage, type TreeCell } from './tree-page.ts'

/** A record of a table. */
export interface TableRow {
  readonly rowid: bigint
  readonly columns: readonly ColumnValue[]
  /** Stands at the start of the first column. */
  readonly payload: PayloadReader
}

export type TreeEvent =
  | { readonly kind: 'row'; readonly row: TableRow }
  | { readonly kind: 'slack'; readonly slack: Slack }
  | { readonly kind: 'problem'; readonly reason: string }

/**
 * All records of a tree in the order of their keys, and what it uses pages for. A page that is damaged, or that
 * something else uses, is a problem, and the others are read.
 *
 * @param hasRows those of an index, which repeat what a table has, are only passed through
 */
export function* readTree(
  pages: DatabasePages,
  root: number,
  hasRows: boolean,
): Generator<TreeEvent, void, undefined> {
  /** Last is next. */
  const open: (number | { readonly image: Uint8Array; readonly cell: TreeCell })[] = [root]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'number') {
      yield* readRecord(pages, next.image, next.cell, hasRows)
      continue
    }
    if (!pages.isPage(next) || pages.uses[next] !== pageUses.none) {
      yield { kind: 'problem', reason: `a reference to page ${next}, which cannot be here` }
      continue
    }
    const page = readTreePage(pages.read(next), next, pages.header.usableBytes)
    if (!page) {
      yield { kind: 'problem', reason: `page ${next} is damaged: read for what is left of texts` }
      continue
    }
    pages.uses[next] = pageUses.tree
    if (page.isDamaged) yield { kind: 'problem', reason: `page ${next} has damaged cells` }
    const { image } = page
    if (page.lastChild !== 0) open.push(page.lastChild)
    for (const cell of page.cells.toReversed()) {
      if (page.isLeaf || !page.isTable) open.push({ image, cell })
      if (cell.child !== 0) open.push(cell.child)
    }
  }
}

function* readRecord(
  pages: DatabasePages,
  image: Uint8Array,
  cell: TreeCell,
  hasRows: boolean,
): Generator<TreeEvent, void, undefined> {
  if (!hasRows && cell.overflow === 0) return
  const payload = new PayloadReader(pages, image, cell)
  if (hasRows) {
    const columns = readColumns(payload)
    if (columns) yield { kind: 'row', row: { rowid: cell.rowid, columns, payload } }
    else yield { kind: 'problem', reason: `row ${cell.rowid} is damaged` }
  }
  const slack = payload.finish()
  if (slack) yield { kind: 'slack', slack }
  if (payload.isDamaged)
    yield { kind: 'problem', reason: `a record is cut off: row ${cell.rowid} lacks a page` }
}
