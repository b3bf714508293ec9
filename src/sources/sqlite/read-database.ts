import { concatBytes } from '../../text/bytes.ts'
import { gather } from '../archives/gather.ts'
import { blockSource, bytesSource, type ByteSource } from '../archives/byte-source.ts'
import { shownRowKey } from './cell-name.ts'
import { textOfCell, utf8OfCell } from './cell-text.ts'
import { DatabasePages } from './database-pages.ts'
import type { ColumnValue } from './record-columns.ts'
import { RemainsReader, type Remains } from './remains.ts'
import { readTableList, tableList, type Tree } from './table-list.ts'
import { readTree, type TableRow } from './table-rows.ts'
import { WriteAheadLog } from './write-ahead-log.ts'

/** What a database holds, live or not. */
export type DatabaseEvent =
  | DatabaseCell
  | ({ readonly kind: 'remains' } & Remains)
  | { readonly kind: 'problem'; readonly reason: string }

/** A text or a blob of a row. */
export interface DatabaseCell {
  readonly kind: 'cell'
  readonly table: string
  readonly column: string
  readonly rowid: bigint
  /** Of a table without row ids: its place among the rows, from 0. */
  readonly rowIndex: number
  /** `cursorDiskKV/bubbleId:…` where a row has a key that is shown, else `messages/12/text`. */
  readonly name: string
  readonly isBlob: boolean
  /** A key of words and ids, that is shown in the name of what stands beside it. */
  readonly isShownKey: boolean
  /**
   * In UTF-8 if it is a text; to be read once, and before the next event is asked for. The first chunk is as long as
   * {@link chunkBytes} or all there is.
   */
  open(): Iterable<Uint8Array>
}

const chunkBytes = 1 << 16
/** Shorter ones are no secrets. */
const cellBytesMin = 6
/** Told one by one; more are told as a number. */
const problemsMax = 20
const keyBytesMax = 1024
/** Columns of a table that nothing is known of. */
const commonCounts: ReadonlySet<number> = new Set([2, 3, 4, 5, 6])

/**
 * All that a SQLite database holds: rows as whoever opens it sees them, then what is left of others. Nothing is locked or
 * written; what is damaged is a problem, and the rest is read. Memory: some pages, a byte a page, and what a list of the
 * log's pages takes.
 *
 * @param logSource the write-ahead log beside it, if there is one
 * @param options `onlyRows`: not what is left of others
 */
export function* readDatabase(
  source: ByteSource,
  logSource: ByteSource | undefined,
  { onlyRows = false }: { readonly onlyRows?: boolean } = {},
): Generator<DatabaseEvent, void, undefined> {
  const log = logSource && WriteAheadLog.open(logSource)
  const pages = DatabasePages.open(blockSource(source), log)
  if (!pages) {
    yield { kind: 'problem', reason: 'a SQLite database whose header is damaged' }
    return
  }
  if (log && !pages.log)
    yield { kind: 'problem', reason: 'a write-ahead log that does not belong to the database' }
  const problems: string[] = []
  const trees = readTableList(pages, (reason) => problems.push(reason))
  for (const tree of [tableList, ...trees]) {
    yield* readTreeCells(pages, tree, (reason) => problems.push(reason))
  }
  if (!onlyRows) yield* readRemains(pages, trees)
  for (const reason of new Set(problems.slice(0, problemsMax))) yield { kind: 'problem', reason }
  if (problems.length > problemsMax)
    yield { kind: 'problem', reason: `… and ${problems.length - problemsMax} more problems` }
}

function* readRemains(
  pages: DatabasePages,
  trees: readonly Tree[],
): Generator<DatabaseEvent, void, undefined> {
  const counts = new Set([tableList, ...trees].map(({ columns }) => columns?.names.length ?? 0))
  counts.delete(0)
  for (const remains of new RemainsReader(pages, counts).read())
    yield { kind: 'remains', ...remains }
}

/** A log without its database: all pages in it, of which no one can say whose they are. */
export function* readLoneLog(source: ByteSource): Generator<DatabaseEvent, void, undefined> {
  const log = WriteAheadLog.open(source)
  if (!log) {
    yield { kind: 'problem', reason: 'a write-ahead log whose header is damaged' }
    return
  }
  const pages = DatabasePages.ofLog(bytesSource(new Uint8Array()), log)
  for (const remains of new RemainsReader(pages, commonCounts).read())
    yield { kind: 'remains', ...remains }
}

function* readTreeCells(
  pages: DatabasePages,
  tree: Tree,
  onProblem: (reason: string) => void,
): Generator<DatabaseEvent, void, undefined> {
  let rowIndex = 0
  for (const event of readTree(pages, tree.root, tree.columns !== undefined)) {
    if (event.kind === 'row') yield* cellsOf(pages, tree, event.row, rowIndex++)
    else if (event.kind === 'slack') {
      const { page, bytes } = event.slack
      const isInLog = pages.log?.live.has(page) ?? false
      yield { kind: 'remains', isInLog, place: `page ${page}, free space`, bytes }
    } else onProblem(`${tree.name}: ${event.reason}`)
  }
}

function* cellsOf(
  pages: DatabasePages,
  { name: table, columns: of }: Tree,
  { rowid, columns, payload }: TableRow,
  rowIndex: number,
): Generator<DatabaseCell, void, undefined> {
  const { encoding } = pages.header
  const names = of!.names
  const idOfRow = of!.isWithoutRowid ? String(rowIndex) : String(rowid)
  let key: string | undefined
  for (const [index, value] of columns.entries()) {
    if (!isTextual(value)) continue
    const length = value.end - value.start
    payload.skipTo(value.start)
    const column = names[index] ?? `column ${index + 1}`
    let chunks: Iterable<Uint8Array> = payload.chunksTo(value.end)
    if (value.type === 'text' && isKeyColumn(column) && length <= keyBytesMax) {
      const bytes = payload.take(length)
      key = shownRowKey(textOfCell(bytes, encoding))
      chunks = [bytes]
    }
    if (length < cellBytesMin) continue
    const isKeyed = key !== undefined && !isKeyColumn(column)
    const hasOne = names.length <= 2
    yield {
      kind: 'cell',
      table,
      column,
      rowid,
      rowIndex,
      name: isKeyed
        ? `${table}/${key}${hasOne ? '' : `/${column}`}`
        : `${table}/${idOfRow}/${column}`,
      isBlob: value.type === 'blob',
      isShownKey: key !== undefined && isKeyColumn(column),
      open: () => {
        if (value.type === 'text' && encoding !== 'utf-8')
          return gather(utf8OfCell(chunks, encoding), chunkBytes)
        return length <= chunkBytes ? joined(chunks) : gather(chunks, chunkBytes)
      },
    }
  }
}

/** As one chunk, without a copy where it is one: what pages are read into is not used again. */
function joined(chunks: Iterable<Uint8Array>): Uint8Array[] {
  const parts = [...chunks]
  return parts.length <= 1 ? parts : [concatBytes(parts)]
}

function isTextual({ type }: ColumnValue): boolean {
  return type === 'text' || type === 'blob'
}

function isKeyColumn(column: string): boolean {
  return column.toLowerCase() === 'key'
}
