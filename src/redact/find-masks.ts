import type { Candidate } from '../engine/candidate.ts'
import type { Engine } from '../engine/engine.ts'
import { resolveMatches } from '../engine/resolve.ts'
import { isConfident, type Confidence } from '../rules/rule.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { derivedTextOf, type DerivedText } from './derived-text.ts'

/** What standard input is: the same text, the same findings. */
const document = { kind: 'text', fileName: '-', path: '-' } as const

/** One run of bytes to mask, and the secret it is named after. */
export interface FoundMask {
  readonly span: Span
  readonly secret: Candidate
}

export interface FoundMasks {
  /** Ascending, disjoint. */
  readonly masks: readonly FoundMask[]
  /** Some encoded text was left undecoded. */
  readonly limited: boolean
}

/**
 * What a scan finds in a text, and in what its structure says (see `derivedTextOf`), as runs to mask. Overlapping findings
 * become one run, which covers them all.
 *
 * @param context text before it, in which nothing is masked
 * @param derive what else the text says because of where it stands, as a row of a table does; one character per byte
 */
export function findMasks(
  engine: Engine,
  text: Uint8Array,
  context: Uint8Array,
  minConfidence: Confidence,
  derive: Derive = () => undefined,
): FoundMasks {
  const all = search(engine, text, context, minConfidence)
  const characters = latin1Of(text)
  for (const derived of [derivedTextOf(characters), derive(characters)]) {
    if (!derived) continue
    const more = search(engine, bytesOfLatin1(derived.text), nothing, minConfidence)
    all.limited ||= more.limited
    for (const secret of more.found) {
      const span = derived.outer(secret.span)
      if (span) all.found.push({ ...secret, span })
    }
  }
  return { masks: mergeMasks(all.found), limited: all.limited }
}

export type Derive = (text: string) => DerivedText | undefined

const nothing = new Uint8Array(0)

/** @returns what is to be masked, any order, with offsets in the text; `limited` as in {@link FoundMasks} */
function search(
  engine: Engine,
  text: Uint8Array,
  context: Uint8Array,
  minConfidence: Confidence,
): { found: Candidate[]; limited: boolean } {
  const { prefilter } = engine
  const length = context.length + text.length
  const address = prefilter.reserve(length)
  try {
    prefilter.bytes.set(context, address)
    prefilter.bytes.set(text, address + context.length)
    const { candidates, limited } = engine.scan(address, length, document)
    if (candidates.length === 0) return { found: [], limited }
    const lineOf = (offset: number) => prefilter.countLineFeeds(address, address + offset)
    const found = [...resolveMatches(candidates, lineOf), ...candidates.filter(isKnown)]
      .filter((secret) => isMasked(secret, minConfidence) && secret.span.end > context.length)
      .map((secret) => ({ ...secret, span: spanBehind(secret.span, context.length) }))
    return { found, limited }
  } finally {
    prefilter.release(length)
  }
}

function spanBehind({ start, end }: Span, length: number): Span {
  return { start: Math.max(0, start - length), end: end - length }
}

/** Whether the filter masks it: what is sure enough, and what names a credential. */
export function isMasked({ rule, confidence }: Candidate, minConfidence: Confidence): boolean {
  return rule.isIdentifier === true || isConfident(confidence, minConfidence)
}

/** The same text under another name of a file may hold more, a known value is one everywhere. */
function isKnown({ known }: Candidate): boolean {
  return known !== undefined
}

function mergeMasks(found: readonly Candidate[]): FoundMask[] {
  const masks: FoundMask[] = []
  for (const secret of found.toSorted((left, right) => left.span.start - right.span.start)) {
    const { span } = secret
    const last = masks.at(-1)
    if (!last || last.span.end <= span.start) {
      masks.push({ span, secret })
      continue
    }
    const end = Math.max(last.span.end, span.end)
    const isLonger = span.end - span.start > last.span.end - last.span.start
    masks[masks.length - 1] = {
      span: { start: last.span.start, end },
      secret: isLonger ? secret : last.secret,
    }
  }
  return masks
}

/** Copies what is outside of the edits, and puts their texts in between. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const parts: Uint8Array[] = []
  let from = 0
  for (const { span, text } of edits) {
    parts.push(bytes.subarray(from, span.start), text)
    from = span.end
  }
  parts.push(bytes.subarray(from))
  return concatBytes(parts)
}

/** Ascending and disjoint in a list. */
export interface Edit {
  readonly span: Span
  readonly text: Uint8Array
}
