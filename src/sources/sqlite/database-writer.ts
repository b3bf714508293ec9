import { createRequire } from 'node:module'
import type { Database } from 'node-sqlite3-wasm'
import { StanchError } from '../../text/error.ts'

/** What a cell is to hold; of a text in UTF-8. */
export interface CellEdit {
  readonly table: string
  readonly column: string
  readonly rowid: bigint
  /** Of a table without row ids: its place among the rows, from 0. */
  readonly rowIndex: number
  readonly isBlob: boolean
  readonly content: Uint8Array
}

type Value = string | Uint8Array

/** Loaded when a database is written; WebAssembly, on files, so of any size: SQLite itself. */
function loadSqlite(): typeof import('node-sqlite3-wasm') {
  return createRequire(import.meta.url)('node-sqlite3-wasm') as typeof import('node-sqlite3-wasm')
}

/**
 * Changes cells of a database that nobody else has open, and writes it anew, without what was deleted. Triggers do not
 * act; full-text indexes are built again.
 */
export class DatabaseWriter {
  readonly #database: Database
  readonly #triggers: readonly { name: string; sql: string }[]
  /** Of tables without row ids, whose order an edit can change. */
  readonly #keyedEdits = new Map<string, CellEdit[]>()
  readonly #tables = new Map<string, Table>()

  /**
   * @param path of a copy that is not in the mode of a write-ahead log
   * @throws what SQLite does on a damaged database, or one in UTF-16
   */
  constructor(path: string) {
    const sqlite = loadSqlite()
    this.#database = new sqlite.Database(path, { fileMustExist: true })
    for (const set of [
      'locking_mode=EXCLUSIVE',
      'journal_mode=OFF',
      'synchronous=OFF',
      'foreign_keys=OFF',
      'ignore_check_constraints=ON',
      'secure_delete=ON',
    ])
      this.#database.exec(`PRAGMA ${set}`)
    this.#triggers = this.#all("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    for (const { name } of this.#triggers) this.#database.exec(`DROP TRIGGER ${quoted(name)}`)
  }

  update(edit: CellEdit): void {
    const table = this.#table(edit.table)
    if (table.rowidName !== undefined) {
      this.#change(edit.table, [edit], [table.rowidName], [edit.rowid])
      return
    }
    const key = `${edit.rowIndex} ${edit.table}`
    const edits = this.#keyedEdits.get(key)
    if (edits) edits.push(edit)
    else this.#keyedEdits.set(key, [edit])
  }

  /** @param path of a file that is not there */
  writeTo(path: string): void {
    this.#changeKeyed()
    this.#rebuildTexts()
    this.#forgetSamples()
    for (const { sql } of this.#triggers) this.#database.exec(sql)
    this.#database.run('VACUUM INTO ?', [path])
  }

  close(): void {
    this.#database.close()
  }

  #changeKeyed(): void {
    const keyed = [...this.#keyedEdits.values()].map((edits) => {
      const { table: name, rowIndex } = edits[0]!
      const { keyColumns } = this.#table(name)
      const list = keyColumns.map(quoted).join(', ')
      const [row] = this.#all<Record<string, Value>>(
        `SELECT ${list} FROM ${quoted(name)} ORDER BY ${list} LIMIT 1 OFFSET ${rowIndex}`,
      )
      return { name, edits, keyColumns, key: Object.values(row ?? {}) }
    })
    for (const { name, edits, keyColumns, key } of keyed) {
      this.#change(name, edits, keyColumns, key)
    }
  }

  #change(
    table: string,
    edits: readonly CellEdit[],
    keyColumns: readonly string[],
    key: readonly (Value | bigint)[],
  ): void {
    const sets = edits.map(({ column }) => `${quoted(column)} = ?`).join(', ')
    const where = keyColumns.map((column) => `${quoted(column)} IS ?`).join(' AND ')
    const values = edits.map(({ isBlob, content }) => (isBlob ? content : textOf(content)))
    const { changes } = this.#database.run(
      `UPDATE OR ABORT ${quoted(table)} SET ${sets} WHERE ${where}`,
      [...values, ...key],
    )
    if (changes !== 1) {
      throw new StanchError(
        'SQLITE_ROW',
        `Expected one row to change in a table of a SQLite database, got ${changes}: the database is damaged.`,
      )
    }
  }

  /** Words of what is gone are in them still. */
  #rebuildTexts(): void {
    const texts = this.#all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'create virtual table%using fts%'",
    )
    for (const { name } of texts) {
      const table = quoted(name)
      this.#database.run(`INSERT INTO ${table}(${table}) VALUES ('rebuild')`)
    }
  }

  /** Keys of indexes that `ANALYZE` has noted: https://www.sqlite.org/fileformat2.html#stat4tab */
  #forgetSamples(): void {
    const tables = this.#all<{ name: string }>(
      "SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat3', 'sqlite_stat4')",
    )
    for (const { name } of tables) this.#database.exec(`DELETE FROM ${name}`)
  }

  #table(name: string): Table {
    let table = this.#tables.get(name)
    if (!table) {
      const columns = this.#all<{ name: string; pk: number }>(
        'SELECT name, pk FROM pragma_table_info(?)',
        [name],
      )
      const [kind] = this.#all<{ wr: number }>('SELECT wr FROM pragma_table_list WHERE name = ?', [
        name,
      ])
      const names = new Set(columns.map((column) => column.name.toLowerCase()))
      const rowidName = ['rowid', '_rowid_', 'oid'].find((word) => !names.has(word))
      table = {
        rowidName: kind?.wr === 1 ? undefined : rowidName,
        keyColumns: columns
          .filter(({ pk }) => pk > 0)
          .toSorted((left, right) => left.pk - right.pk)
          .map((column) => column.name),
      }
      this.#tables.set(name, table)
    }
    return table
  }

  #all<Row = { name: string; sql: string }>(sql: string, values: readonly string[] = []): Row[] {
    return this.#database.all(sql, [...values]) as Row[]
  }
}

interface Table {
  /** What the row's id is called; undefined of a table without row ids. */
  readonly rowidName: string | undefined
  readonly keyColumns: readonly string[]
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function textOf(content: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
}
