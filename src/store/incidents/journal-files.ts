import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { JournalRecord } from '../../incident/journal.ts'
import { StanchError } from '../../text/error.ts'
import { replaceFile, syncDirectory } from '../file/replace-file.ts'
import { headOf, type JournalSeal, type SealedJournal } from './journal-seal.ts'
import { unusableJournal } from './store-errors.ts'
import { notWritten, writing } from './store-directory.ts'

/** A journal as it was read. */
export interface ReadJournal extends SealedJournal {
  readonly lines: readonly string[]
  /** Bytes of its whole lines; what stands behind them was being written when its writer ended. */
  readonly length: number
  readonly isTorn: boolean
}

/**
 * The files of one incident. What a crash can leave behind, at whatever point it comes:
 *
 * - A new incident is written into `new/` and renamed into its place at once, so journal and head are there or neither is.
 * - A record is written behind the journal and fsynced; only then the head is replaced, which is fsynced, too; only then
 *   `append` resolves. So the journal is never behind its head. It is ahead by the records whose writer ended before the
 *   head gave way: they are sealed, so nobody put them there who has not the key, and the next writer brings the head up.
 * - A line that was cut, or came to the disk in part, stands behind all that the head names and was never said to be
 *   written. Readers leave it out, the next writer cuts it off. It has no line end; or, where a file system brought the file's
 *   length to the disk before its bytes, it is the last line and not JSON.
 *
 * Everything else is tampering: a whole line less than the head names, a line that is changed, moved, doubled or not sealed, a
 * head that is missing or does not fit. What no file beside them can tell is that both were put back to an earlier state
 * together, as a restored backup does: for that an evidence bundle, kept elsewhere, names the head.
 */
export class JournalFiles {
  readonly id: string
  readonly directory: string
  readonly #seal: JournalSeal

  constructor(id: string, directory: string, seal: JournalSeal) {
    this.id = id
    this.directory = directory
    this.#seal = seal
  }

  /** @returns `undefined`: there is no such incident */
  read(): ReadJournal | undefined {
    // The head first: what is written meanwhile makes the journal longer, never the head newer than it.
    const head = readIfThere(join(this.directory, 'head.json'))
    const bytes = readIfThere(join(this.directory, 'journal.jsonl'))
    if (bytes === undefined && head === undefined) return undefined
    return this.#checked(bytes ?? Buffer.alloc(0), head?.toString('latin1'))
  }

  #checked(bytes: Buffer, headText: string | undefined): ReadJournal {
    const whole = bytes.lastIndexOf(10) + 1
    const lines = linesOf(bytes.subarray(0, whole))
    const checked = this.#seal.check(this.id, lines, headText, 'may-be-ahead')
    const last = lines.at(-1)
    const named = checked.head?.sequence ?? Infinity
    if (checked.fault?.sequence === lines.length && lines.length === named + 1 && !isJson(last!)) {
      const kept = lines.slice(0, -1)
      const length = whole - Buffer.byteLength(last!) - 1
      return {
        ...this.#seal.check(this.id, kept, headText, 'may-be-ahead'),
        lines: kept,
        length,
        isTorn: true,
      }
    }
    return { ...checked, lines, length: whole, isTorn: whole < bytes.length }
  }

  /** Makes an incident with its first record. @param workDirectory of the same file system */
  create(first: JournalRecord, workDirectory: string): void {
    writing(this.directory, () => {
      const made = join(workDirectory, this.id)
      rmSync(made, { recursive: true, force: true })
      mkdirSync(made, { mode: 0o700 })
      try {
        writeNew(join(made, 'journal.jsonl'), `${this.#seal.lineOf(first)}\n`)
        writeNew(join(made, 'head.json'), `${this.#seal.headTextOf(headOf(first))}\n`)
        syncDirectory(made)
        renameSync(made, this.directory)
      } catch (error) {
        rmSync(made, { recursive: true, force: true })
        throw error
      }
      syncDirectory(join(this.directory, '..'))
    })
  }

  /** To be called, and used, by the holder of the lock only; brings to order what a crash left. */
  openWriter(journal: ReadJournal, assertHeld: () => void): JournalWriter {
    const writer = new JournalWriter(this.directory, this.#seal, journal, assertHeld)
    if (journal.isAhead) writer.writeHead(journal.records.at(-1)!)
    return writer
  }
}

/** Appends to a journal whose lock this process holds. After a failure it takes no more: what is on the disk is to be read anew. */
export class JournalWriter {
  readonly #directory: string
  readonly #seal: JournalSeal
  readonly #assertHeld: () => void
  readonly #descriptor: number
  #length: number
  #isUsable = true

  constructor(
    directory: string,
    seal: JournalSeal,
    { length, isTorn }: ReadJournal,
    assertHeld: () => void,
  ) {
    this.#directory = directory
    this.#seal = seal
    this.#assertHeld = assertHeld
    this.#length = length
    this.#descriptor = writing(directory, () => openSync(join(directory, 'journal.jsonl'), 'r+'))
    if (!isTorn) return
    writing(directory, () => {
      assertHeld()
      ftruncateSync(this.#descriptor, length)
      fsyncSync(this.#descriptor)
    })
  }

  append(record: JournalRecord): void {
    if (!this.#isUsable) throw unusableJournal(this.#directory)
    this.#isUsable = false
    this.#assertHeld()
    const { size } = fstatSync(this.#descriptor)
    if (size !== this.#length) throw interfered(this.#directory)
    try {
      const bytes = Buffer.from(`${this.#seal.lineOf(record)}\n`)
      writeAll(this.#descriptor, bytes, this.#length)
      fsyncSync(this.#descriptor)
      this.#length += bytes.length
    } catch (error) {
      this.#takeBack()
      throw notWritten(this.#directory, error)
    }
    this.writeHead(record)
    this.#isUsable = true
  }

  writeHead(record: JournalRecord): void {
    const text = `${this.#seal.headTextOf(headOf(record))}\n`
    const options = { workDirectory: this.#directory, beforeRename: this.#assertHeld, mode: 0o600 }
    writing(this.#directory, () => replaceFile(join(this.#directory, 'head.json'), text, options))
  }

  close(): void {
    this.#isUsable = false
    closeSync(this.#descriptor)
  }

  /** What is left nevertheless is a torn line, or a whole one that is found when it is read. */
  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#length)
    } catch {
      // The next one who writes does.
    }
  }
}

function writeNew(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeAll(descriptor, Buffer.from(text), 0)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function writeAll(descriptor: number, bytes: Buffer, position: number): void {
  for (let at = 0; at < bytes.length;)
    at += writeSync(descriptor, bytes, at, bytes.length - at, position + at)
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new StanchError('INCIDENT_UNREADABLE', `${path} cannot be read: ${code}`, {
      cause: error,
    })
  }
}

/** @param bytes whole lines */
function linesOf(bytes: Buffer): string[] {
  const lines: string[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start)
    lines.push(textOf(bytes.subarray(start, end)))
    start = end + 1
  }
  return lines
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What is no UTF-8 becomes what is no record. */
function textOf(bytes: Buffer): string {
  try {
    return strict.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function interfered(name: string): StanchError {
  return new StanchError(
    'INCIDENT_LOCK_LOST',
    `${name}: expected that nobody else writes the journal; it became longer or shorter meanwhile.\n` +
      'Find out who did, then run it again; nothing was written.',
  )
}
