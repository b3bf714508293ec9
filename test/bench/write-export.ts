import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Zip, ZipDeflate } from 'fflate'
import { assembleSample, seededRandom } from '../../dist/rules/sample.js'
import { nodeId } from './export-records.ts'
import type { ExportSubject, FileOfRecords } from './export-subjects.ts'
import { RandomText } from './random-text.ts'

/** An export as it was written. */
export interface WrittenExport {
  /** Unpacked. */
  readonly bytes: number
  readonly planted: readonly PlantedSecret[]
}

export interface PlantedSecret {
  /** As its finding is to say. */
  readonly record: string
  readonly text: string
}

/** Of a channel; a busy one has more. */
const dayBytes = 20_000
/** Of a chat. */
const bubblesInChat = 40

/** @param size bytes of its records */
export function writeExport(subject: ExportSubject, path: string, size: number): WrittenExport {
  mkdirSync(dirname(path), { recursive: true })
  const records = new Records(subject, size)
  const { container } = subject
  if (container === 'database') writeDatabase(path, records)
  else if (container === 'days in a zip') writeDays(path, records)
  else writeRecords(path, records, container)
  return records
}

class Records implements WrittenExport {
  bytes = 0
  readonly planted: PlantedSecret[] = []
  readonly #subject: ExportSubject
  readonly #size: number

  constructor(subject: ExportSubject, size: number) {
    this.#subject = subject
    this.#size = size
  }

  *made(): Generator<{ readonly at: number; readonly text: string }> {
    const { make, recordOf, plantedEvery } = this.#subject
    const text = new RandomText(5)
    const random = seededRandom(6)
    for (let at = 0; this.bytes < this.#size; at++) {
      const isPlanted = at % plantedEvery === plantedEvery / 2
      const secret = isPlanted ? assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', random).text : undefined // prettier-ignore
      if (secret !== undefined) this.planted.push({ record: recordOf(at), text: secret })
      const made = make(at, text, secret)
      this.bytes += made.length
      yield { at, text: made }
    }
  }
}

function writeRecords(path: string, records: Records, { head, separator, tail }: FileOfRecords) {
  const file = openSync(path, 'w')
  let block = head
  for (const { at, text } of records.made()) {
    block += (at === 0 ? '' : separator) + text
    if (block.length < 1 << 20) continue
    writeSync(file, block)
    block = ''
  }
  writeSync(file, block + tail)
  closeSync(file)
}

function writeDays(path: string, records: Records): void {
  const file = openSync(path, 'w')
  const zip = new Zip((error, bytes) => {
    if (error) throw error
    writeSync(file, bytes)
  })
  const add = (name: string, text: string) => {
    const entry = new ZipDeflate(name, { level: 6 })
    zip.add(entry)
    entry.push(Buffer.from(text), true)
  }
  add('users.json', JSON.stringify([{ id: 'U06NU4E26M9', name: 'ann', real_name: 'Ann Lee' }]))
  add('channels.json', JSON.stringify([{ id: 'C06NRA6HM3P', name: 'channel-0', members: [] }]))
  let day: string[] = []
  let [length, days] = [0, 0]
  const endDay = () => {
    const date = new Date(Date.UTC(2015, 0, 1 + Math.floor(days / 40))).toISOString().slice(0, 10)
    add(`channel-${days++ % 40}/${date}.json`, `[${day.join(',\n')}]`)
    day = []
    length = 0
  }
  for (const { text } of records.made()) {
    day.push(text)
    length += text.length
    if (length >= dayBytes) endDay()
  }
  endDay()
  zip.end()
  closeSync(file)
}

function writeDatabase(path: string, records: Records): void {
  const sqlite = createRequire(import.meta.url)(
    'node-sqlite3-wasm',
  ) as typeof import('node-sqlite3-wasm')
  rmSync(path, { force: true })
  const database = new sqlite.Database(path)
  try {
    database.exec('PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; BEGIN')
    for (const table of ['ItemTable', 'cursorDiskKV'])
      database.exec(`CREATE TABLE ${table} (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)`)
    const insert = database.prepare('INSERT INTO cursorDiskKV VALUES (?, ?)')
    for (const { at, text } of records.made()) {
      const chat = nodeId(Math.floor(at / bubblesInChat))
      insert.run([`bubbleId:${chat}:${nodeId(at)}`, text])
      if (at % bubblesInChat > 0) continue
      insert.run([`composerData:${chat}`, JSON.stringify({ composerId: chat, name: 'a chat' })])
    }
    insert.finalize()
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}
