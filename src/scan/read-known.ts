import { readFileSync } from 'node:fs'
import { KnownValues, type KnownValue, type RefusedValue } from '../engine/known-values.ts'
import type { KnownTable } from '../engine/known-table.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { JsonScanner } from '../text/json-scanner.ts'

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
 * @param source a path, or the number of an open file descriptor; undefined: none
 * @param further values beside those of the file
 * @throws StanchError `KNOWN_VALUES_UNREADABLE`, `KNOWN_VALUES_INVALID`, `KNOWN_VALUES_TOO_MANY`; never with a value
 */
export function readKnown(
  source: string | undefined,
  further: readonly KnownValue[] = [],
): ReadKnown {
  const refused: RefusedValue[] = []
  const values =
    source === undefined
      ? []
      : parseKnown(readBytes(source), nameOf(source), (value) => refused.push(value))
  const known = new KnownValues(joined(values, further))
  return { table: known.table, count: known.count, refused: [...refused, ...known.refused] }
}

function* joined(first: Iterable<KnownValue>, second: Iterable<KnownValue>): Generator<KnownValue> {
  yield* first
  yield* second
}

/**
 * The values of a file, one by one, so that they are not all held twice.
 *
 * @param name of the file, for messages
 * @param onRefused told of what is no text and no number
 */
export function* parseKnown(
  bytes: Uint8Array,
  name: string,
  onRefused: (value: RefusedValue) => void,
): Generator<KnownValue> {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new StanchError(
      'KNOWN_VALUES_INVALID',
      `${name}:1: expected UTF-8; got UTF-16, as its first bytes say. Convert the file, or write it as UTF-8.`,
    )
  }
  const hasMark = first === 0xef && second === 0xbb && bytes[2] === 0xbf
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(hasMark ? 3 : 0)
  if (body.find((byte) => byte > 32) !== 0x7b) return yield* parseLines(body)
  yield* parseJson(body, name, onRefused)
}

/** Objects and lists in each other. */
const depthMax = 100

function* parseJson(
  bytes: Uint8Array,
  name: string,
  onRefused: (value: RefusedValue) => void,
): Generator<KnownValue> {
  const scanner = JsonScanner.of(bytes, { isStrict: true, depthMax })
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    if (scanner.documents > 0 && token !== '}')
      throw faultOf(scanner, bytes, name, 'the end of the file')
    if (token === 'fault') throw faultOf(scanner, bytes, name, scanner.expected)
    if (token === 'word') onRefused({ name: keyOf(scanner), reason: 'neither a text nor a number' })
    if (token === 'string' || token === 'number')
      yield { name: keyOf(scanner), value: scanner.decoded() }
  }
}

function keyOf(scanner: JsonScanner): string {
  return scanner.path().join('.')
}

/** Never with the text: secrets stand in it. */
function faultOf(
  { start }: JsonScanner,
  bytes: Uint8Array,
  name: string,
  expected: string,
): StanchError {
  const line = bytes.subarray(0, start).reduce((count, byte) => count + (byte === 10 ? 1 : 0), 1)
  const got = start < bytes.length ? 'something else' : 'the end of the file'
  return new StanchError(
    'KNOWN_VALUES_INVALID',
    `${name}:${line}: expected ${expected}; got ${got}. ` +
      'The file begins with {, so that it is read as JSON: {"name": "value"}.',
  )
}

/** Bytes as they are, UTF-8 or not. */
function* parseLines(bytes: Buffer): Generator<KnownValue> {
  let line = 0
  for (let at = 0; at < bytes.length; line++) {
    const feed = bytes.indexOf(10, at)
    const end = feed < 0 ? bytes.length : feed
    const value = bytes.subarray(at, bytes[end - 1] === 13 ? end - 1 : end)
    if (!isBlank(value)) yield { name: `line ${line + 1}`, value }
    at = end + 1
  }
}

function isBlank(bytes: Uint8Array): boolean {
  let at = 0
  while (at < bytes.length && bytes[at]! <= 32) at++
  return at === bytes.length
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
