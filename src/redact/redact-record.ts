import type { Engine } from '../engine/engine.ts'
import { bytesOfLatin1, concatBytes, holdsText, latin1Of } from '../text/bytes.ts'
import { overlapsAny, type Span } from '../text/span.ts'
import { FieldPaths, pathOf, type Place } from './field-paths.ts'
import { applyEdits, findMasks, type Derive, type Edit, type FoundMask } from './find-masks.ts'
import { isLikelyFalse } from './likely-false.ts'
import { quoteNumber } from './json-number.ts'
import type { Masked, WithheldReason } from './observer.ts'
import type { RedactionMode, RedactionPolicy } from './policy.ts'
import {
  findLookalikes,
  tokenMark,
  identityOf,
  wideTokenMark,
  type Token,
  type TokenReader,
} from './token.ts'
import { outsideOf, viewsOf } from './view.ts'

/** A mask can make a secret of what stands around it; more often than so it is no accident. */
const roundsMax = 8

/** What redacts records: rules, policy, and how tokens are told. */
export interface Redaction {
  readonly engine: Engine
  readonly policy: RedactionPolicy
  readonly tokens: TokenReader
}

/** A record's own bytes, without what a scan of them would find. */
export type RedactedRecord =
  | { readonly kind: 'kept'; readonly bytes: Uint8Array; readonly masked: readonly Masked[] }
  | { readonly kind: 'dropped'; readonly masked: readonly Masked[] }
  | { readonly kind: 'withheld'; readonly reason: WithheldReason }

/**
 * Masks what is found in a record, until nothing is found in what comes out: so redacting twice changes nothing, and
 * no scan of the output finds what was masked.
 *
 * @param record whole lines, or a piece of one
 * @param context redacted text before it, tokens hidden
 * @param derive as in `findMasks`
 */
export function redactRecord(
  redaction: Redaction,
  record: Uint8Array,
  context: Uint8Array,
  derive?: Derive,
): RedactedRecord {
  const masked: Masked[] = []
  let bytes = record
  for (let round = 0; round < roundsMax; round++) {
    const found = editsFor(redaction, bytes, context, round, derive)
    masked.push(...found.masked)
    if (found.limited) return { kind: 'withheld', reason: 'decoding-limit' }
    if (found.isDropped) return { kind: 'dropped', masked }
    if (found.edits.length === 0) {
      const isBroken = masked.length > 0 && isJson(record) && !isJson(bytes)
      return isBroken
        ? { kind: 'withheld', reason: 'broken-json' }
        : { kind: 'kept', bytes, masked }
    }
    bytes = applyEdits(bytes, found.edits)
  }
  return { kind: 'withheld', reason: 'unstable' }
}

/** What a look at a text asks to change. */
export interface FoundEdits {
  /** Ascending, disjoint. */
  readonly edits: readonly Edit[]
  readonly masked: readonly Masked[]
  /** Some encoded text was left undecoded. */
  readonly limited: boolean
  /** The mode of a rule that found something is `drop`. */
  readonly isDropped: boolean
}

/**
 * Looks at a text once.
 *
 * @param round from 0: in later ones everything becomes a token
 * @param derive as in `findMasks`
 */
export function editsFor(
  { engine, policy, tokens }: Redaction,
  bytes: Uint8Array,
  context: Uint8Array,
  round: number,
  derive?: Derive,
): FoundEdits {
  const mayHide = holdsText(bytes, tokenMark) || holdsText(bytes, wideTokenMark)
  const hidden = mayHide ? tokensIn(engine, tokens.find(latin1Of(bytes)), bytes) : []
  const lookalikes = mayHide ? findLookalikes(latin1Of(bytes)) : []
  const found: SpannedMask[] = []
  let limited = false
  for (const view of viewsOf(bytes, hidden, lookalikes)) {
    const search = findMasks(engine, view.bytes, context, policy.minConfidence, derive)
    limited ||= search.limited
    /** Of the views before; those of one view are disjoint. */
    const taken = found.flatMap(({ spans }) => spans).toSorted(byStart)
    for (const mask of search.masks) {
      if (isToken(mask, tokens)) continue
      const spans = outsideOf(view.outer(mask.span), hidden).filter(
        (span) => !overlapsAny(taken, span),
      )
      if (spans.length > 0) found.push({ mask, spans })
    }
  }
  if (found.length === 0) return { edits: [], masked: [], limited, isDropped: false }
  const text = latin1Of(bytes)
  found.sort((left, right) => left.spans[0]!.start - right.spans[0]!.start)
  // A text that is always the same could be found again and again; a token cannot.
  const modeOf = ({ secret }: FoundMask) => (round === 0 ? policy.modeOf(secret.rule.id) : 'token')
  const places = placesOf(
    // Of a part of a long line it would not be known what it stands in.
    bytes.length >= policy.recordBytesMax ? '' : text,
    found.flatMap(({ spans }) => spans),
  )
  const edits: Edit[] = []
  const masked = found.map(({ mask, spans }) => {
    const described = describeMask(mask, policy, pathOf(places.get(spans[0]!)!))
    const shown = shownFor(mask, modeOf(mask), described)
    for (const span of spans) edits.push(editOf(text, span, shown, mask, places.get(span)!))
    return described
  })
  return {
    edits: joinEdits(edits),
    masked,
    limited,
    isDropped: found.some(({ mask }) => modeOf(mask) === 'drop'),
  }
}

interface SpannedMask {
  readonly mask: FoundMask
  /** What is left of it outside of tokens. */
  readonly spans: readonly Span[]
}

/** Only the form of a token tells what is none of ours: one that has a known value in it is ordinary text. */
function tokensIn(engine: Engine, tokens: readonly Token[], bytes: Uint8Array): readonly Token[] {
  if (!engine.hasKnown || tokens.every(({ isVerified }) => isVerified)) return tokens
  const known = findMasks(engine, bytes, new Uint8Array(0), 'high')
    .masks.filter(({ secret }) => secret.known)
    .map(({ span }) => span)
  return tokens.filter((token) => token.isVerified || !overlapsAny(known, token))
}

/** An encoded text that comes to a token is masked already. */
function isToken({ secret }: FoundMask, tokens: TokenReader): boolean {
  if (secret.decoded.length === 0) return false
  const text = latin1Of(secret.secret)
  const [token] = tokens.find(text)
  return token !== undefined && token.end - token.start === text.length
}

/** @param masks any order, disjoint */
function placesOf(text: string, masks: readonly Span[]): ReadonlyMap<Span, Place> {
  const ascending = masks.toSorted(byStart)
  const paths = new FieldPaths(text, ascending)
  return new Map(ascending.map((span) => [span, paths.placeAt(span.start)]))
}

/** What observers are told of a mask. */
export function describeMask(
  { secret }: FoundMask,
  { keys }: RedactionPolicy,
  path: string,
): Masked {
  const { rule, confidence, decoded } = secret
  const key = keys[0]!
  return {
    rule: rule.id,
    name: rule.name,
    provider: rule.provider,
    severity: rule.severity,
    confidence,
    ...identityOf(rule.id, secret.secret, key),
    known: secret.known ?? [],
    decoded,
    isLikelyFalse: isLikelyFalse(secret),
    path,
  }
}

/** What stands where the secret was. */
export function shownFor(
  { secret }: Pick<FoundMask, 'secret'>,
  mode: RedactionMode,
  { token }: Pick<Masked, 'token'>,
): string {
  const { rule } = secret
  if (mode === 'token' || mode === 'drop') return token
  if (mode === 'remove') return ''
  if (mode !== 'partial') return mode.fixed
  const visible = Math.min(rule.visiblePrefix, secret.secret.length >> 1)
  return `${latin1Of(secret.secret, 0, visible)}***`
}

function editOf(
  text: string,
  span: Edit['span'],
  shown: string,
  { secret }: FoundMask,
  { isInJson, literal }: Place,
): Edit {
  if (secret.decoded[0] === 'utf-16')
    return { span, text: utf16Of(shown, text[span.start] === '\0') }
  // Of a part of a long line it is not known what it stands in.
  const quoted = literal ?? (isInJson ? { span, quotes: '' } : quoteNumber(text, span))
  return { span: quoted.span, text: bytesOfLatin1(quoted.quotes + shown + quoted.quotes) }
}

function byStart(left: Span, right: Span): number {
  return left.start - right.start
}

function utf16Of(shown: string, isBigEndian: boolean): Uint8Array {
  const units = Array.from(bytesOfLatin1(shown), (byte) =>
    isBigEndian ? Uint8Array.of(0, byte) : Uint8Array.of(byte, 0),
  )
  return concatBytes(units)
}

/** A number that holds two masks became one run twice. */
function joinEdits(edits: readonly Edit[]): Edit[] {
  const joined: Edit[] = []
  for (const edit of edits.toSorted((left, right) => left.span.start - right.span.start)) {
    const last = joined.at(-1)
    if (last && edit.span.start < last.span.end) {
      const end = Math.max(last.span.end, edit.span.end)
      joined[joined.length - 1] = { ...last, span: { start: last.span.start, end } }
    } else joined.push(edit)
  }
  return joined
}

const decoder = new TextDecoder()

/** A record in braces or brackets that a JSON reader takes. */
function isJson(record: Uint8Array): boolean {
  const text = decoder.decode(record).trim()
  if (!/^[{[]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
