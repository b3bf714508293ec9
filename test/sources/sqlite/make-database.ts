import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from 'node-sqlite3-wasm'
import { bytesSource, type ByteSource } from '../../../src/sources/archives/byte-source.ts'
import { readDatabase } from '../../../src/sources/sqlite/read-database.ts'
import { latin1Of } from '../../../src/text/bytes.ts'

const sqlite = createRequire(import.meta.url)(
  'node-sqlite3-wasm',
) as typeof import('node-sqlite3-wasm')

export interface MadeDatabase {
  readonly database: Uint8Array
  /** As it is while the database is in use. */
  readonly log: Uint8Array | undefined
}

/** What SQLite writes, read while it has the database open. */
export function makeDatabase(fill: (database: Database) => void, pageBytes = 4096): MadeDatabase {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-sqlite-'))
  const path = join(directory, 'a.db')
  const database = new sqlite.Database(path)
  try {
    database.exec(`PRAGMA page_size=${pageBytes}; PRAGMA locking_mode=EXCLUSIVE`)
    database.exec('PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=OFF')
    fill(database)
    copyFileSync(path, join(directory, 'b.db'))
    const log = existsSync(`${path}-wal`) ? readFileSync(`${path}-wal`) : undefined
    return { database: readFileSync(join(directory, 'b.db')), log }
  } finally {
    database.close()
    rmSync(directory, { recursive: true })
  }
}

export interface ReadTexts {
  /** By name. */
  readonly cells: ReadonlyMap<string, string>
  readonly remains: readonly string[]
  readonly problems: readonly string[]
}

/** One character per byte. */
export function readTexts({ database, log }: MadeDatabase): ReadTexts {
  const cells = new Map<string, string>()
  const remains: string[] = []
  const problems: string[] = []
  for (const event of readDatabase(bytesSource(database), sourceOf(log))) {
    if (event.kind === 'problem') problems.push(event.reason)
    else if (event.kind === 'remains') remains.push(latin1Of(event.bytes))
    else cells.set(event.name, [...event.open()].map((chunk) => latin1Of(chunk)).join(''))
  }
  return { cells, remains, problems }
}

export function sourceOf(bytes: Uint8Array | undefined): ByteSource | undefined {
  return bytes && bytesSource(bytes)
}
