import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { Engine } from '../engine/engine.ts'
import { Scanner, type PlacedMatch } from '../engine/scanner.ts'
import { isConfident, type Confidence } from '../rules/rule.ts'
import { latin1Of } from '../text/bytes.ts'

/** One mask that a redactor of lines would make. */
export interface Mask {
  readonly rule: string
  readonly confidence: Confidence
  /** From 1. */
  readonly line: number
  readonly decoded: readonly string[]
  /** The bytes of the mask, and some of its line on both sides; one character a byte, in clear. */
  readonly value: string
  readonly before: string
  readonly behind: string
}

export interface ScannedLog {
  readonly records: number
  readonly bytes: number
  /** Of every record by itself, as if it had come alone. */
  readonly byRecord: readonly Mask[]
  /** Of the file as one document, as in a stream. */
  readonly whole: readonly Mask[]
}

/** What a stream is called: its kind is text, and rules for named files are silent. */
const streamPath = '-'
const lineFeed = 10
const readBytes = 1 << 22
/** Of a record longer than this the rest is another record. */
const recordBytesMax = 1 << 24
const contextBytes = 200

/** Scans a log at its path twice: record by record (LF ends one), and whole. */
export function scanLog(engine: Engine, path: string, minConfidence: Confidence): ScannedLog {
  const byRecord: Mask[] = []
  let records = 0
  for (const record of recordsOf(path)) {
    records++
    const scanner = new Scanner(engine, streamPath)
    const found = [...scanner.push(record), ...scanner.end()]
    byRecord.push(...masksOf(found, minConfidence, record, 0, records - 1))
  }
  const whole = scanWhole(engine, path, minConfidence)
  return { records, bytes: statSync(path).size, byRecord, whole }
}

function scanWhole(engine: Engine, path: string, minConfidence: Confidence): Mask[] {
  const scanner = new Scanner(engine, streamPath)
  const found: PlacedMatch[] = []
  for (const chunk of chunksOf(path)) found.push(...scanner.push(chunk))
  found.push(...scanner.end())
  return found
    .filter(({ confidence }) => isConfident(confidence, minConfidence))
    .flatMap((match) => {
      const from = Math.max(0, match.place.start - contextBytes)
      const text = readAt(path, from, match.place.end - from + contextBytes)
      return masksOf([match], minConfidence, text, from, 0)
    })
}

/** @param offset of the text's first byte in the places; @param linesBefore line feeds before the text */
function masksOf(
  found: readonly PlacedMatch[],
  minConfidence: Confidence,
  text: Uint8Array,
  offset: number,
  linesBefore: number,
): Mask[] {
  return found
    .filter(({ confidence }) => isConfident(confidence, minConfidence))
    .map(({ rule, confidence, place, decoded }) => {
      const start = place.start - offset
      const end = place.end - offset
      const before = latin1Of(text, Math.max(0, start - contextBytes), start)
      const behind = latin1Of(text, end, Math.min(text.length, end + contextBytes))
      return {
        rule: rule.id,
        confidence,
        line: place.line + linesBefore,
        decoded,
        value: latin1Of(text, start, end),
        before: before.slice(before.lastIndexOf('\n') + 1),
        behind: behind.split('\n')[0]!,
      }
    })
}

/** Lines without their LF; a view that is valid until the next one is asked for. */
function* recordsOf(path: string): Generator<Uint8Array> {
  let rest = new Uint8Array(0)
  for (const chunk of chunksOf(path)) {
    const text = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let from = 0
    for (let at = text.indexOf(lineFeed); at >= 0; at = text.indexOf(lineFeed, from)) {
      yield text.subarray(from, at)
      from = at + 1
    }
    if (text.length - from > recordBytesMax) {
      yield text.subarray(from)
      from = text.length
    }
    rest = text.slice(from)
  }
  if (rest.length > 0) yield rest
}

function* chunksOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    const buffer = new Uint8Array(readBytes)
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield buffer.subarray(0, length)
    }
  } finally {
    closeSync(file)
  }
}

function readAt(path: string, from: number, length: number): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(file, bytes, 0, length, from))
  } finally {
    closeSync(file)
  }
}
