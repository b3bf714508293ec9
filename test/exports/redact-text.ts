import { applyEdits } from '../../src/exports/apply-edits.ts'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { encodeEdits } from '../../src/exports/encoded-edits.ts'
import { ExportScan } from '../../src/exports/export-scan.ts'
import type {
  ExportReader,
  ExportListener,
  TextReference,
} from '../../src/exports/export-reader.ts'
import type { ExportFound } from '../../src/exports/group-copies.ts'
import { JsonExportReader } from '../../src/exports/json-export-reader.ts'
import { NameBook, type JsonLayout } from '../../src/exports/layout.ts'
import { openReader } from '../../src/exports/open-reader.ts'
import { planEdits } from '../../src/exports/plan-edits.ts'
import { isMasked } from '../../src/redact/find-masks.ts'
import { TokenReader, tokenOf } from '../../src/redact/token.ts'
import { bytesOfUtf8, concatBytes } from '../../src/text/bytes.ts'
import { fingerprintKeyOf } from '../../src/text/fingerprint.ts'
import { makeEngine } from '../engine/real-pack.ts'

export const key = fingerprintKeyOf(new Uint8Array(32).fill(7))
const tokens = new TokenReader([key], () => true)
export const redactionEngine = makeEngine({
  ...defaultEngineOptions,
  decodeDepth: 8,
  findTokens: (text) => tokens.find(text),
})

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export interface RedactedText {
  readonly text: string
  readonly rounds: number
  readonly shiftedOffsets: number
  readonly brokenSignatures: readonly string[]
}

export interface RedactTextOptions {
  readonly path?: string
  /** Instead of the one that is detected. */
  readonly layout?: JsonLayout
  /** Of the chunks, used again and again. */
  readonly lengths?: readonly number[]
}

/** Redacts one file of an export as the command does, until nothing is found in it. */
export function redactText(
  text: string | Uint8Array,
  { path = 'export.json', layout, lengths = [] }: RedactTextOptions = {},
): RedactedText {
  let bytes = typeof text === 'string' ? bytesOfUtf8(text) : text
  let shiftedOffsets = 0
  const brokenSignatures: string[] = []
  for (let rounds = 0; rounds < 8; rounds++) {
    const founds: ExportFound[] = []
    const references: TextReference[] = []
    const open = layout
      ? (listener: ExportListener): ExportReader => new JsonExportReader(layout, listener)
      : openReader(bytes, { path, names: new NameBook() }).open
    const scan = new ExportScan(redactionEngine, open, {
      path,
      isWanted: (candidate) => isMasked(candidate, 'medium'),
      onFound: (found) => founds.push(found),
      onProblem: () => undefined,
      onReference: (reference) => references.push(reference),
    })
    for (const chunk of cut(bytes, lengths)) scan.push(chunk)
    scan.end()
    const plan = planEdits(founds, references, ({ rule, secret }) => tokenOf(rule.id, secret, key))
    if (plan.edits.length === 0) {
      return { text: decoder.decode(bytes), rounds, shiftedOffsets, brokenSignatures }
    }
    shiftedOffsets += plan.shiftedOffsets
    brokenSignatures.push(...plan.brokenSignatures)
    const before = bytes
    const edits = encodeEdits(plan.edits, ({ start, end }) => before.subarray(start, end))
    bytes = concatBytes([...applyEdits(cut(before, lengths), edits)])
  }
  throw new Error('the masks make new secrets')
}

function* cut(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths.length === 0 ? bytes.length : lengths[turn % lengths.length]!
    yield bytes.slice(at, at + length)
    at += length
  }
}
