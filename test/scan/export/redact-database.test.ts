import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { loadExportEngine } from '../../../src/scan/export/load-export-engine.ts'
import { redactDatabase } from '../../../src/scan/export/redact-database.ts'
import { redactExport } from '../../../src/scan/export/redact-export.ts'
import { bytesSource } from '../../../src/sources/archives/byte-source.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { githubToken } from '../../exports/scan-text.ts'
import { makeDatabase } from '../../sources/sqlite/make-database.ts'

const sqlite = createRequire(import.meta.url)(
  'node-sqlite3-wasm',
) as typeof import('node-sqlite3-wasm')

const key = fingerprintKeyOf(new Uint8Array(32).fill(7))
const engine = loadExportEngine({ keys: [key] })
const limits = defaultConfiguration.limits

let directory = ''
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'stanch-redact-'))))
afterAll(() => rmSync(directory, { recursive: true }))

async function redact(name: string) {
  return redactExport(engine, {
    input: join(directory, name),
    output: join(directory, `${name}-out`),
    key,
    limits,
    isForced: false,
    minConfidence: 'medium',
    modeOf: () => 'token',
    format: undefined,
    keepsExportTokens: false,
    signal: new AbortController().signal,
  })
}

test('a database in use: rows, log, deleted rows, keys, triggers, texts that are searched', async () => {
  const secrets = Array.from({ length: 9 }, (_, at) => githubToken(at + 1))
  const made = makeDatabase((database) => {
    database.exec('PRAGMA secure_delete=0; PRAGMA user_version=42')
    database.exec('CREATE TABLE kv (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)')
    database.exec('CREATE TABLE w (k TEXT, n INT, b TEXT, PRIMARY KEY (k, n)) WITHOUT ROWID')
    database.exec('CREATE VIRTUAL TABLE f USING fts5(said)')
    database.exec('CREATE TABLE changes (n INT)')
    database.exec('CREATE TRIGGER t AFTER UPDATE ON kv BEGIN INSERT INTO changes VALUES (1); END')
    const put = (name: string, value: string | Uint8Array) =>
      database.run('INSERT INTO kv VALUES (?, ?)', [name, value])
    put('plain', 'nothing')
    put('deleted', `x ${secrets[0]}`)
    put('one', JSON.stringify({ text: secrets[1] }))
    put('blob', Buffer.from(`b ${secrets[2]}`))
    put('long', `${'é '.repeat(5000)} ${secrets[3]} end`)
    database.run('INSERT INTO w VALUES (?, 1, ?)', [`key ${secrets[4]}`, `and ${secrets[5]}`])
    database.run('INSERT INTO w VALUES (?, 2, ?)', ['kept', 'kept text'])
    database.run('INSERT INTO f VALUES (?)', [`hello ${secrets[6]}`])
    database.exec('PRAGMA journal_mode=WAL')
    put('late', `late ${secrets[7]}`)
    put('changed', `gone ${secrets[8]}`)
    put('changed', 'now nothing')
    database.exec("DELETE FROM kv WHERE key = 'deleted'")
  })
  writeFileSync(join(directory, 'a.db'), made.database)
  writeFileSync(join(directory, 'a.db-wal'), made.log!)
  const result = await redact('a.db')
  expect(result).toMatchObject({ problems: [], residue: [] })
  expect(readFileSync(join(directory, 'a.db'))).toEqual(Buffer.from(made.database))
  const copy = readFileSync(join(directory, 'a.db-out'))
  expect(secrets.filter((secret) => copy.includes(secret))).toEqual([])
  expect(secrets.filter((secret) => copy.includes(secret.slice(4, 20).toLowerCase()))).toEqual([])
  expect([copy[18], copy[19]]).toEqual([2, 2])
  // The library reads no database in this mode.
  copy.fill(1, 18, 20)
  writeFileSync(join(directory, 'plain.db'), copy)
  const database = new sqlite.Database(join(directory, 'plain.db'))
  try {
    const one = (sql: string) => Object.values(database.get(sql) ?? {})[0]
    expect(one('PRAGMA integrity_check')).toBe('ok')
    expect(one('PRAGMA freelist_count')).toBe(0)
    expect(one('PRAGMA user_version')).toBe(42)
    expect(one('SELECT count(*) FROM changes')).toBe(0)
    expect(one("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")).toBe(1)
    expect(one("SELECT value FROM kv WHERE key = 'plain'")).toBe('nothing')
    expect(one("SELECT typeof(value) FROM kv WHERE key = 'blob'")).toBe('blob')
    expect(one("SELECT value FROM kv WHERE key = 'one'")).toMatch(/^\{"text":"\[stanch:.*\]"\}$/)
    expect(one("SELECT value FROM kv WHERE key = 'late'")).toMatch(/^late \[stanch:/)
    expect(one("SELECT b FROM w WHERE k = 'kept'")).toBe('kept text')
    expect(one("SELECT b FROM w WHERE k LIKE 'key [stanch:%'")).toMatch(/^and \[stanch:/)
    expect(one("SELECT said FROM f WHERE f MATCH 'hello'")).toMatch(/^hello \[stanch:/)
  } finally {
    database.close()
  }
  expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([])
})

test('instead of a damaged database an empty file is there, and that is said', async () => {
  const made = makeDatabase((database) => {
    database.exec('CREATE TABLE kv (key TEXT, value TEXT)')
    database.run('INSERT INTO kv VALUES (?, ?)', ['k', `see ${githubToken(1)}`])
  })
  const broken = Uint8Array.from(made.database)
  broken.fill(0xff, 100, 140)
  writeFileSync(join(directory, 'broken.db'), broken)
  const result = await redact('broken.db')
  expect(result.problems.at(-1)?.reason).toMatch(/; an empty file stands in its place$/)
  expect(readFileSync(join(directory, 'broken.db-out'))).toHaveLength(0)
})

test('a database without secrets is copied byte for byte', async () => {
  const made = makeDatabase((database) => {
    database.exec('CREATE TABLE kv (key TEXT, value TEXT)')
    database.run("INSERT INTO kv VALUES ('k', 'nothing to see')")
  })
  writeFileSync(join(directory, 'clean.db'), made.database)
  await redact('clean.db')
  expect(readFileSync(join(directory, 'clean.db-out'))).toEqual(Buffer.from(made.database))
})

test('a full disk is no fault of the database', () => {
  const { database } = makeDatabase((made) => {
    made.exec('CREATE TABLE kv (key TEXT, value TEXT)')
    made.run('INSERT INTO kv VALUES (?, ?)', ['k', 'v'])
  })
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const redaction = {
    directory,
    rewriteCell: () => {
      throw full
    },
    holdsSecret: () => false,
    onProblem: () => expect.unreachable(),
    onSkipped: () => undefined,
  }
  const open = () => expect.unreachable()
  const redacting = redactDatabase(bytesSource(database), undefined, 'a.db', redaction, open)
  expect(() => redacting.next()).toThrow(full)
  expect(readdirSync(directory).filter((name) => name.startsWith('.'))).toEqual([])
})
