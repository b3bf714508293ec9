import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Finding } from '../../../engine/finding.ts'
import type { SkippedDocument } from '../../../report/scan-result.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import type { FingerprintKey } from '../../../text/fingerprint.ts'
import type { StoredFacts } from './object-facts.ts'

/** A finding as it was reported, but for what depends on where else the blob lies. */
export interface RememberedFinding {
  readonly finding: Finding
  readonly allowedInline: boolean
}

/** What a whole scan said. */
export interface RememberedResult {
  /** `sha256:…` over everything that decides about it. */
  readonly of: string
  readonly findings: readonly RememberedFinding[]
  readonly documents: number
  readonly bytes: number
  readonly skipped: readonly SkippedDocument[]
}

/** What a scan of a history left for the next one. Holds fingerprints, no secret. */
export interface HistoryIndex {
  /** `sha256:…` over rules, engine and limits. */
  readonly basis: string
  readonly facts: StoredFacts
  /** By `<blob> <path>`: what stands in texts that may hold something. */
  readonly places: Readonly<Record<string, readonly RememberedFinding[]>>
  readonly result: RememberedResult
}

const magic = 'stanch-history-index 1\n'
const macBytes = 32
const lengthBytes = 4

const damaged = 'it was damaged, changed, or written under another key'

const sections = [
  'names',
  'states',
  'sizes',
  'commits',
  'tags',
  'hotTexts',
  'entries',
  'named',
] as const

const arrays = {
  names: Uint8Array,
  states: Uint8Array,
  sizes: Float64Array,
  commits: Float64Array,
  tags: Float64Array,
  hotTexts: Uint32Array,
  entries: Uint32Array,
  named: Uint32Array,
} as const

type Head = Omit<HistoryIndex, 'facts'> & {
  readonly entryNames: readonly string[]
  readonly lengths: Readonly<Record<(typeof sections)[number], number>>
}

/** An index of which only the first part was read: what the last scan said. */
export interface OpenIndex extends Omit<HistoryIndex, 'facts'> {
  /** @returns why they are of no use, or the facts */
  readFacts(): StoredFacts | string
}

/**
 * Reads an index that was written under the same key, for the same rules.
 *
 * @returns why it cannot be used, in words; `undefined` when there is none yet
 */
export function readIndex(
  path: string,
  key: FingerprintKey,
  basis: string,
): OpenIndex | string | undefined {
  if (!existsSync(path)) return undefined
  try {
    const read = readHead(path, key)
    if (typeof read === 'string') return read
    const { head, end, mac } = read
    if (head.basis !== basis) return 'it was made with other rules, limits or another version'
    return { ...head, readFacts: () => readFacts(readFrom(path, end), head, mac, key) }
  } catch (error) {
    return reasonOf(error)
  }
}

/** Replaces the file only when the new one is whole. @throws StanchError `INDEX_NOT_WRITTEN` */
export function writeIndex(path: string, key: FingerprintKey, index: HistoryIndex): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, encode(index, key), { mode: 0o600 })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new StanchError('INDEX_NOT_WRITTEN', `${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Head and facts each end in a code under the key; the facts' is also over the head's, so that they belong together. */
function encode({ facts, ...rest }: HistoryIndex, key: FingerprintKey): Buffer {
  const lengths = Object.fromEntries(sections.map((name) => [name, facts[name].length]))
  const json = Buffer.from(JSON.stringify({ ...rest, entryNames: facts.entryNames, lengths }))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(json.length)
  const head = [Buffer.from(magic), length, json]
  const headMac = macOf(head, key)
  const body = sections.map((name) => {
    const { buffer, byteOffset, byteLength } = facts[name]
    return Buffer.from(buffer, byteOffset, byteLength)
  })
  return Buffer.concat([...head, headMac, ...body, macOf([headMac, ...body], key)])
}

/** @returns what it holds, where it ends, and its code; or why it is of no use */
function readHead(
  path: string,
  key: FingerprintKey,
): { head: Head; end: number; mac: Buffer } | string {
  const start = readFrom(path, 0, magic.length + lengthBytes)
  if (start.toString('latin1', 0, magic.length) !== magic) return 'it is no index of this version'
  if (start.length < magic.length + lengthBytes) return damaged
  const jsonLength = start.readUInt32LE(magic.length)
  const json = readFrom(path, start.length, jsonLength + macBytes)
  const mac = json.subarray(jsonLength)
  if (!isMac(mac, macOf([start, json.subarray(0, jsonLength)], key))) return damaged
  // What follows was written by us: only an honest file gets here.
  const head = JSON.parse(json.toString('utf8', 0, jsonLength)) as Head
  return { head, end: start.length + jsonLength + macBytes, mac }
}

function readFacts(
  rest: Buffer,
  { entryNames, lengths }: Head,
  headMac: Buffer,
  key: FingerprintKey,
): StoredFacts | string {
  const body = rest.subarray(0, Math.max(0, rest.length - macBytes))
  if (!isMac(rest.subarray(body.length), macOf([headMac, body], key))) return damaged
  const facts: Record<string, unknown> = { entryNames }
  let at = 0
  for (const name of sections) {
    const end = at + lengths[name] * arrays[name].BYTES_PER_ELEMENT
    // Copied, so that it starts at a multiple of its elements' size.
    facts[name] = new arrays[name](Uint8Array.from(body.subarray(at, end)).buffer)
    at = end
  }
  return facts as unknown as StoredFacts
}

/** At most `length` bytes, or all that is left. */
function readFrom(path: string, from: number, length?: number): Buffer {
  const descriptor = openSync(path, 'r')
  try {
    const left = Math.max(0, fstatSync(descriptor).size - from)
    const bytes = Buffer.alloc(Math.min(left, length ?? left))
    for (let done = 0; done < bytes.length;) {
      const read = readSync(descriptor, bytes, done, bytes.length - done, from + done)
      if (read === 0) return bytes.subarray(0, done)
      done += read
    }
    return bytes
  } finally {
    closeSync(descriptor)
  }
}

function isMac(found: Buffer, expected: Buffer): boolean {
  return found.length === expected.length && timingSafeEqual(found, expected)
}

function macOf(parts: readonly Uint8Array[], { bytes }: FingerprintKey): Buffer {
  const own = createHmac('sha256', bytes).update(magic).digest()
  const mac = createHmac('sha256', own)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
