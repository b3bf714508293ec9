import { textOfCell } from './cell-text.ts'
import type { DatabasePages } from './database-pages.ts'
import { integerOf } from './record-columns.ts'
import { readTableColumns, type TableColumns } from './table-columns.ts'
import { readTree, type TableRow } from './table-rows.ts'

/** A table or an index. */
export interface Tree {
  readonly name: string
  readonly root: number
  /** Undefined of an index. */
  readonly columns: TableColumns | undefined
}

/** How the list of tables is a table itself: https://www.sqlite.org/schematab.html */
export const tableList: Tree = {
  name: 'sqlite_schema',
  root: 1,
  columns: {
    names: ['type', 'name', 'tbl_name', 'rootpage', 'sql'],
    isWithoutRowid: false,
    rowidColumn: undefined,
    keyColumns: [],
  },
}

/** Statements of a longer text are not read. */
const textBytesMax = 1 << 20

/**
 * All tables and indexes. Leaves the list itself unread, so that it can be read as the table that it is.
 *
 * @param onProblem of the list
 */
export function readTableList(pages: DatabasePages, onProblem: (reason: string) => void): Tree[] {
  const trees: Tree[] = []
  const uses = pages.uses.slice()
  for (const event of readTree(pages, tableList.root, true)) {
    if (event.kind === 'row') trees.push(...treeOf(event.row, pages))
    else if (event.kind === 'problem') onProblem(event.reason)
  }
  pages.uses.set(uses)
  return trees
}

function treeOf({ columns, payload }: TableRow, pages: DatabasePages): Tree[] {
  const [type = '', name = '', , root = '', sql = ''] = columns.map((column) => {
    payload.skipTo(column.start)
    const bytes = payload.take(Math.min(column.end - column.start, textBytesMax))
    if (column.type === 'text') return textOfCell(bytes, pages.header.encoding)
    return column.type === 'integer' ? String(column.integer ?? integerOf(bytes)) : ''
  })
  if (!(Number(root) > 0)) return []
  return [
    { name, root: Number(root), columns: type === 'table' ? readTableColumns(sql) : undefined },
  ]
}
