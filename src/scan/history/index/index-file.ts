import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
const alignment = 8

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

type Meta = Omit<HistoryIndex, 'facts'> & {
  readonly entryNames: readonly string[]
  readonly lengths: Readonly<Record<(typeof sections)[number], number>>
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
): HistoryIndex | string | undefined {
  if (!existsSync(path)) return undefined
  try {
    const file = readFileSync(path)
    const index = decode(file, key)
    if (typeof index !== 'string' && index.basis !== basis) {
      return 'it was made with other rules, limits or another version'
    }
    return index
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

function encode({ facts, ...rest }: HistoryIndex, key: FingerprintKey): Buffer {
  const lengths = Object.fromEntries(sections.map((name) => [name, facts[name].length]))
  const meta = { ...rest, entryNames: facts.entryNames, lengths } as Meta
  const json = Buffer.from(JSON.stringify(meta))
  const head = Buffer.alloc(4)
  head.writeUInt32LE(json.length)
  const parts: Buffer[] = [Buffer.from(magic), head, json]
  let length = parts.reduce((total, part) => total + part.length, 0)
  for (const name of sections) {
    const { buffer, byteOffset, byteLength } = facts[name]
    const padding = Buffer.alloc((alignment - (length % alignment)) % alignment)
    parts.push(padding, Buffer.from(buffer, byteOffset, byteLength))
    length += padding.length + byteLength
  }
  return Buffer.concat([...parts, macOf(parts, key)])
}

/** @returns why it is of no use, or what it holds */
function decode(file: Buffer, key: FingerprintKey): HistoryIndex | string {
  const start = magic.length + 4
  if (file.length < start + macBytes || file.toString('latin1', 0, magic.length) !== magic) {
    return 'it is no index of this version'
  }
  const body = file.subarray(0, file.length - macBytes)
  if (!timingSafeEqual(macOf([body], key), file.subarray(body.length))) {
    return 'it was damaged, changed, or written under another key'
  }
  // What follows was written by us: only an honest file gets here.
  const jsonEnd = start + body.readUInt32LE(magic.length)
  const meta = JSON.parse(body.toString('utf8', start, jsonEnd)) as Meta
  const facts: Record<string, unknown> = { entryNames: meta.entryNames }
  let at = jsonEnd
  for (const name of sections) {
    at += (alignment - (at % alignment)) % alignment
    const bytes = meta.lengths[name] * arrays[name].BYTES_PER_ELEMENT
    // Copied, so that it starts at a multiple of its elements' size.
    facts[name] = new arrays[name](Uint8Array.from(body.subarray(at, at + bytes)).buffer)
    at += bytes
  }
  const { basis, places, result } = meta
  return { basis, places, result, facts: facts as unknown as StoredFacts }
}

function macOf(parts: readonly Uint8Array[], { bytes }: FingerprintKey): Buffer {
  const own = createHmac('sha256', bytes).update(magic).digest()
  const mac = createHmac('sha256', own)
  for (const part of parts) mac.update(part)
  return mac.digest()
}
