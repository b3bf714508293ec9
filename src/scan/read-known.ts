import { readFileSync } from 'node:fs'
import { KnownValues, type KnownValue, type RefusedValue } from '../engine/known-values.ts'
import type { KnownTable } from '../engine/known-table.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { readJsonLeaves } from './json-leaves.ts'

/** Known values of a file. */
export interface ReadKnown {
  readonly table: KnownTable
  /** Values that are looked for. */
  readonly count: number
  /** Values that are not; somebody should be told. */
  readonly refused: readonly RefusedValue[]
}

/**
 * Reads known values: JSON when the first character is `{`, where values may stand deeper, in lists, too, and are named
 * by their keys with dots between; else one value a line, whole as it stands there, named by its line.
 *
 * @param source a path, or the number of an open file descriptor
 * @throws StanchError `KNOWN_VALUES_UNREADABLE`, `KNOWN_VALUES_INVALID`, `KNOWN_VALUES_TOO_MANY`; never with a value
 */
export function readKnown(source: string): ReadKnown {
  const { values, refused } = parseKnown(readBytes(source), nameOf(source))
  const known = new KnownValues(values)
  return { table: known.table, count: known.count, refused: [...refused, ...known.refused] }
}

/** @param name of the file, for messages */
export function parseKnown(
  bytes: Uint8Array,
  name: string,
): { values: KnownValue[]; refused: RefusedValue[] } {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new StanchError(
      'KNOWN_VALUES_INVALID',
      `${name}:1: expected UTF-8; got UTF-16, as its first bytes say. Convert the file, or write it as UTF-8.`,
    )
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const start = first === 0xef && second === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const body = text.subarray(start)
  return body.toString('latin1').trimStart().startsWith('{')
    ? parseJson(body.toString('utf8'), name)
    : { values: parseLines(body), refused: [] }
}

function parseJson(json: string, name: string) {
  const values: KnownValue[] = []
  const refused: RefusedValue[] = []
  for (const { path, kind, text } of readJsonLeaves(json, name, 'KNOWN_VALUES_INVALID')) {
    const key = path.join('.')
    if (kind === 'word') refused.push({ name: key, reason: 'neither a text nor a number' })
    else values.push({ name: key, value: Buffer.from(text) })
  }
  return { values, refused }
}

/** Bytes as they are, UTF-8 or not. */
function parseLines(bytes: Buffer): KnownValue[] {
  const values: KnownValue[] = []
  let line = 0
  for (let at = 0; at < bytes.length; line++) {
    const feed = bytes.indexOf(10, at)
    const end = feed < 0 ? bytes.length : feed
    const value = bytes.subarray(at, bytes[end - 1] === 13 ? end - 1 : end)
    if (value.some((byte) => byte > 32)) values.push({ name: `line ${line + 1}`, value })
    at = end + 1
  }
  return values
}

function nameOf(source: string): string {
  return isDescriptor(source) ? `file descriptor ${source}` : source
}

function isDescriptor(source: string): boolean {
  return /^\d{1,6}$/.test(source)
}

function readBytes(source: string): Buffer {
  try {
    return readFileSync(isDescriptor(source) ? Number(source) : source)
  } catch (error) {
    throw new StanchError(
      'KNOWN_VALUES_UNREADABLE',
      `Expected a file of known values, one a line or JSON {"name": "value"}; got an error from ${nameOf(source)}: ` +
        `${reasonOf(error)}. Check the path, or that the descriptor is open for reading.`,
      { cause: error },
    )
  }
}
