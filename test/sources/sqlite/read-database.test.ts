import fc from 'fast-check'
import type { Database } from 'node-sqlite3-wasm'
import { describe, expect, test } from 'vitest'
import { bytesSource } from '../../../src/sources/archives/byte-source.ts'
import { readLoneLog } from '../../../src/sources/sqlite/read-database.ts'
import { latin1Of } from '../../../src/text/bytes.ts'
import { makeDatabase, readTexts } from './make-database.ts'

const pageSizes = [512, 4096, 65536]

/** Words that occur nowhere else, so many that some stand on the border of two pages. */
function words(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `<${name}.${String(at).padStart(17, '#')}>`)
}

function makeTable(database: Database): void {
  database.exec('CREATE TABLE kv (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)')
}

function put(database: Database, key: string, value: string | Uint8Array): void {
  database.run('INSERT INTO kv VALUES (?, ?)', [key, value])
}

/** Of so many words each that stands in one piece, or was put together at a seam. */
function found(all: readonly string[], remains: readonly string[]): string[] {
  return all.filter((word) => remains.some((text) => text.includes(word)))
}

test('law: every cell is read, whatever its length, with or without a log', () => {
  const value = fc.oneof(
    fc.string({ minLength: 6, maxLength: 40 }),
    fc.integer({ min: 400, max: 20_000 }).map((length) => 'é'.repeat(length)),
    fc.uint8Array({ minLength: 6, maxLength: 5000 }),
  )
  const run = (values: (string | Uint8Array)[], pageBytes: number, split: number) => {
    const made = makeDatabase((database) => {
      makeTable(database)
      values.slice(0, split).forEach((item, at) => put(database, `first-${at}`, item))
      database.exec('PRAGMA journal_mode=WAL')
      values.slice(split).forEach((item, at) => put(database, `late-${at}`, item))
    }, pageBytes)
    const { cells, problems } = readTexts(made)
    expect(problems).toEqual([])
    values.forEach((item, at) => {
      const name = at < split ? `kv/first-${at}` : `kv/late-${at - split}`
      expect(cells.get(name), name).toBe(latin1Of(Buffer.from(item as string)))
    })
  }
  const sizes = fc.constantFrom(...pageSizes)
  fc.assert(fc.property(fc.array(value, { maxLength: 12 }), sizes, fc.nat(12), run), {
    numRuns: 10,
  })
})

describe.for(pageSizes)('pages of %d bytes', (pageBytes) => {
  test('a table without row ids, columns with odd names, and what an index repeats', () => {
    const long = 'x'.repeat(70_000)
    const { cells, problems } = readTexts(
      makeDatabase((database) => {
        database.exec(
          'CREATE TABLE t (id INTEGER PRIMARY KEY, "a, b" TEXT DEFAULT (1), v AS (id), [c d] TEXT UNIQUE)',
        )
        database.exec('CREATE TABLE w (n INT, k TEXT, b TEXT, PRIMARY KEY (k, n)) WITHOUT ROWID')
        database.run('INSERT INTO t(id, "a, b", [c d]) VALUES (7, ?, ?)', ['first text', long])
        database.run('INSERT INTO w VALUES (1, ?, ?)', ['some key', long])
      }, pageBytes),
    )
    expect(problems).toEqual([])
    expect(cells.get('t/7/a, b')).toBe('first text')
    expect(cells.get('t/7/c d')).toBe(long)
    expect([cells.get('w/0/k'), cells.get('w/0/b')]).toEqual(['some key', long])
  })

  test('of deleted rows, on free pages and in gaps, and put together where pages part a text', () => {
    const gone = words('gone', 900)
    const short = words('short', 1)
    const { remains, cells } = readTexts(
      makeDatabase((database) => {
        database.exec('PRAGMA secure_delete=0')
        makeTable(database)
        for (let at = 0; at < 30; at++) put(database, `kept-${at}`, 'some text')
        // It takes the page that becomes the first of the list of free ones.
        put(database, 'spare', 'y'.repeat(2 * pageBytes))
        put(database, 'small', short[0]!)
        put(database, 'large', gone.join(''))
        database.exec("DELETE FROM kv WHERE key = 'spare'")
        database.exec("DELETE FROM kv WHERE key IN ('large', 'small')")
      }, pageBytes),
    )
    expect(cells.get('kv/large')).toBeUndefined()
    // Of the pages that list the free ones some bytes are lost.
    const lost = gone.length - found(gone, remains).length
    expect(lost).toBeLessThan(gone.length * 0.15)
    expect(found(short, remains)).toEqual(short)
  })

  test('of rows that were changed while only the log had them', () => {
    const gone = words('log', 400)
    const made = makeDatabase((database) => {
      makeTable(database)
      put(database, 'kept', 'some text')
      database.exec('PRAGMA journal_mode=WAL')
      put(database, 'changed', gone.join(''))
      put(database, 'changed', 'nothing here')
      for (let at = 0; at < 5; at++) put(database, `later-${at}`, 'z'.repeat(3000))
    }, pageBytes)
    expect(made.log!.length).toBeGreaterThan(0)
    const { remains, cells } = readTexts(made)
    expect(cells.get('kv/changed')).toBe('nothing here')
    expect(found(gone, remains)).toEqual(gone)
  })
})

test('a row that is in no page of the file but in the log is a row, on the border of two frames, too', () => {
  const all = words('row', 900)
  const made = makeDatabase((database) => {
    database.exec('PRAGMA journal_mode=WAL')
    makeTable(database)
    put(database, 'row', all.join(''))
  })
  expect(latin1Of(made.database)).not.toContain(all[5])
  const inFrames = latin1Of(made.log!)
  expect(all.filter((word) => !inFrames.includes(word)).length).toBeGreaterThan(2)
  expect(readTexts(made).cells.get('kv/row')).toBe(all.join(''))
  const lone = [...readLoneLog(bytesSource(made.log!))]
  const texts = lone.flatMap((event) => (event.kind === 'remains' ? [latin1Of(event.bytes)] : []))
  expect(found(all, texts)).toEqual(all)
})

test('a transaction that was not ended does not count, nor does what follows a damaged frame', () => {
  const made = makeDatabase((database) => {
    makeTable(database)
    database.exec('PRAGMA journal_mode=WAL')
    put(database, 'first', 'first text')
    put(database, 'second', 'second text')
  })
  const cut = made.log!.slice(0, made.log!.length - 3000)
  expect(readTexts({ ...made, log: cut }).cells.get('kv/first')).toBe('first text')
  expect(readTexts({ ...made, log: cut }).cells.get('kv/second')).toBeUndefined()
  const damaged = made.log!.slice()
  damaged[32 + 24 + 100]! ^= 1
  expect(readTexts({ ...made, log: damaged }).cells.get('kv/first')).toBeUndefined()
  expect(found(['first text'], readTexts({ ...made, log: damaged }).remains)).toHaveLength(1)
})

test('a deleted value is no part of the key before it', () => {
  const { remains } = readTexts(
    makeDatabase((database) => {
      database.exec('PRAGMA secure_delete=0')
      makeTable(database)
      for (let at = 0; at < 5; at++) put(database, `kept-${at}`, 'some text')
      put(database, 'authToken', 'eyJh-the-value')
      database.exec("DELETE FROM kv WHERE key = 'authToken'")
    }),
  )
  expect(remains.some((text) => text.includes('Token\n\0eyJh-the-value'))).toBe(true)
})

test('law: a damaged database is read as far as it goes, says so, and never throws', () => {
  const whole = makeDatabase((database) => {
    makeTable(database)
    for (let at = 0; at < 60; at++) put(database, `k-${at}`, `text-${at} `.repeat(at * 10))
  }, 512)
  const run = (changes: [number, number][], length: number) => {
    const database = Uint8Array.from(whole.database.subarray(0, length))
    for (const [at, byte] of changes) if (at >= 100) database[at % database.length] = byte
    const { cells, problems } = readTexts({ database, log: undefined })
    expect(cells.size + problems.length).toBeGreaterThanOrEqual(0)
  }
  const offset = fc.integer({ min: 100, max: whole.database.length - 1 })
  const change = fc.tuple(offset, fc.nat(255))
  const lengths = fc.integer({ min: 600, max: whole.database.length })
  fc.assert(fc.property(fc.array(change, { maxLength: 30 }), lengths, run), { numRuns: 25 })
  const cut = readTexts({ database: whole.database.slice(0, 5000), log: undefined })
  expect(cut.problems.length).toBeGreaterThan(0)
  expect(cut.cells.size).toBeGreaterThan(3)
})
