import fc from 'fast-check'
import { expect } from 'vitest'
import { tokenOf } from '../../src/redact/token.ts'
import { bytesOfLatin1, bytesOfUtf8 } from '../../src/text/bytes.ts'
import { documentsOf, written, type ExportFiles } from './export-files.ts'
import type { TableRow } from './format-table.ts'
import { MarkedSecrets } from './marked-text.ts'
import { printWith } from './print-json.ts'
import { redactFile } from './redact-file.ts'
import { key, redactText } from './redact-text.ts'
import { scanText } from './scan-text.ts'

/** A reader of the format that is not ours. */
export interface OutsideReader {
  readonly name: string
  /** What it makes of a file, as JSON has it; undefined for one that is not its own. */
  readonly open: (text: string, path: string) => unknown
}

export type RedactedCounts = Pick<TableRow, 'files' | 'planted' | 'found' | 'places' | 'foundAgain'>

type Build = (plant: () => string) => ExportFiles

const tokenFor = (secret: string) => tokenOf('github-token', bytesOfLatin1(secret), key)

/**
 * A redacted copy is byte for byte what it was, but for a token where each secret began; so it is valid JSON with the same
 * keys, order, numbers and white space, and says nothing of any secret. It scans clean, and redacting it changes nothing.
 *
 * @param reader sees in it what it saw before, but for the tokens
 * @returns what was counted
 */
export async function checkRedacted(build: Build, reader?: OutsideReader): Promise<RedactedCounts> {
  const secrets = new MarkedSecrets()
  const files = Object.entries(build(() => secrets.plant()))
  const counts = { files: files.length, planted: secrets.secrets.length, found: 0, places: 0, foundAgain: 0 } // prettier-ignore
  for (const [path, value] of files) {
    const marked = written(value, (part) => JSON.stringify(part))
    const plain = bytesOfUtf8(secrets.revealed(marked))
    const { bytes, result } = redactFile(plain, path)
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    expect(result.problems).toEqual([])
    expectMasked({ text, shiftedOffsets: result.offsetsShifted }, secrets, marked, path)
    if (typeof value !== 'string') for (const part of documentsOf(value, text)) JSON.parse(part)
    const seen = JSON.stringify(await reader?.open(text, path))
    if (seen !== undefined) {
      const expected = JSON.stringify(await reader!.open(marked, path))
      expectMasked(
        { text: seen, shiftedOffsets: result.offsetsShifted },
        secrets,
        expected,
        `${path} as read`,
      )
    }
    expect(redactFile(bytes, path).result.changed, path).toEqual([])
    counts.places += result.secrets.reduce((sum, secret) => sum + secret.places, 0)
    counts.found += new Set(scanText(plain, { path }).found.map(({ secret }) => secret)).size
    counts.foundAgain += scanText(bytes, { path }).found.length
  }
  return counts
}

/** The same, however a file is laid out and spelled, and in whatever chunks it comes. */
export function checkRedactedLaidOut(build: Build): void {
  const secrets = new MarkedSecrets()
  const files = Object.entries(build(() => secrets.plant()))
  const seed = fc.integer({ min: 0, max: 0x7fffffff })
  const lengths = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom(...files), seed, lengths, ([path, value], random, chunks) => {
      const marked = written(value, (part) => printWith(random, part))
      const isText = typeof value === 'string'
      const revealed = secrets.revealed(marked, (character) =>
        isText || character.charCodeAt(0) % 5 !== random % 5 ? character : escaped(character),
      )
      expectMasked(redactText(revealed, { path, lengths: chunks }), secrets, marked, path)
    }),
    { numRuns: 4 },
  )
}

interface Redacted {
  readonly text: string
  readonly shiftedOffsets: number
}

function expectMasked(
  { text, shiftedOffsets }: Redacted,
  secrets: MarkedSecrets,
  marked: string,
  path: string,
): void {
  const parts = secrets.masked(marked, tokenFor)
  if (parts.length === 1 && shiftedOffsets === 0) return expect(text, path).toBe(parts[0])
  // What is encoded as a whole may have become anything, and so many numbers may differ.
  const before = parts.flatMap((part) => part.match(/\d+/g) ?? [])
  const pattern = parts.map((part) =>
    part.replaceAll(/[^\w\s]/g, '\\$&').replaceAll(/\d+/g, '(\\d+)'),
  )
  const now = new RegExp(`^${pattern.join('[^"]*')}$`).exec(text)?.slice(1)
  expect(now, `${path} differs in more than numbers: ${text}`).toBeDefined()
  expect(now!.filter((part, at) => part !== before[at])).toHaveLength(shiftedOffsets)
}

function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`
}
