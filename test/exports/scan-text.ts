import { ExportScan } from '../../src/exports/export-scan.ts'
import type { ExportFound } from '../../src/exports/group-copies.ts'
import { NameBook } from '../../src/exports/layout.ts'
import { openReader } from '../../src/exports/open-reader.ts'
import { isConfident } from '../../src/rules/rule.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { makeEngine } from '../engine/real-pack.ts'

const engine = makeEngine()

export interface ScannedText {
  readonly format: string
  readonly found: readonly ScannedSecret[]
  readonly problems: readonly string[]
}

/** What tests look at of what was found. */
export interface ScannedSecret {
  readonly secret: string
  /** With what the format adds. */
  readonly attribution: ExportFound['attribution']
  readonly path: string
  readonly copies: readonly string[]
  /** What stands in the file at all places of the secret. */
  readonly covered: readonly string[]
  readonly line: number
  readonly column: number
}

export interface ScanTextOptions {
  readonly path?: string
  readonly names?: NameBook
  readonly format?: string
  /** Of the chunks, used again and again; the whole as one chunk when empty. */
  readonly lengths?: readonly number[]
}

/** Scans one file of an export as the command does. */
export function scanText(
  text: string | Uint8Array,
  { path = 'export.json', names = new NameBook(), format, lengths = [] }: ScanTextOptions = {},
): ScannedText {
  const bytes = typeof text === 'string' ? bytesOfUtf8(text) : text
  const { kind, open } = openReader(bytes, { path, names }, format)
  const found: ScannedSecret[] = []
  const problems: string[] = []
  const scan = new ExportScan(engine, open, {
    path,
    isWanted: ({ confidence }) => isConfident(confidence, 'medium'),
    onFound: (item) => found.push(scannedOf(item, bytes, kind.finish)),
    onProblem: (reason) => problems.push(reason),
  })
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths.length === 0 ? bytes.length : lengths[turn % lengths.length]!
    scan.push(bytes.slice(at, at + length))
    at += length
  }
  scan.end()
  return { format: kind.format, found, problems }
}

function scannedOf(
  { match, attribution, path, copies, spans }: ExportFound,
  bytes: Uint8Array,
  finish: (attribution: ExportFound['attribution']) => ExportFound['attribution'],
): ScannedSecret {
  return {
    secret: latin1Of(match.secret),
    attribution: finish(attribution),
    path,
    copies: copies.map(({ field }) => field),
    covered: spans.map(({ start, end }) => latin1Of(bytes, start, end)),
    line: match.place.line,
    column: match.place.column,
  }
}

/** A GitHub token with a right checksum, another one for each seed. */
export function githubToken(seed: number): string {
  return assembleSample('⟦ghp_<base62:30><crc32-base62>⟧', seededRandom(seed)).text
}
