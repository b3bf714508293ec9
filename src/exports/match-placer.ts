import type { PlacedMatch } from '../engine/scanner.ts'
import { quoteNumber } from '../redact/json-number.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import type { Role } from './compile-layout.ts'
import type { ExportListener, ExportPlace, HitSpan } from './export-reader.ts'
import type { OpenScope } from './open-scope.ts'

/** Where something stands, and what kind of place that is. */
export interface Here extends Omit<ExportPlace, 'spans' | 'isExportToken'> {
  /** How a credential of the export itself looks, where one may stand. */
  readonly exportToken?: RegExp | undefined
}

/** A key, a value that is no object or list, or a piece of a long one. */
export interface PlacedToken extends Span {
  readonly isString: boolean
  /** As it stands. */
  readonly bytes: () => Uint8Array
}

/** What is looked at around a number in a string. */
const nearBytes = 1 << 13

/**
 * Tells where in JSON matches stand, which come ascending and before the tokens they stand in. Of one that goes on over
 * several strings, as a key in a list of its lines does, only what is in strings is told.
 */
export class MatchPlacer {
  readonly #listener: ExportListener
  #matches: readonly PlacedMatch[] = []
  #next = 0
  /** They began in a token that is over. */
  #open: { readonly match: PlacedMatch; readonly here: Here; readonly spans: HitSpan[] }[] = []

  constructor(listener: ExportListener) {
    this.#listener = listener
  }

  add(matches: readonly PlacedMatch[]): void {
    this.#matches = this.#matches.slice(this.#next).concat(matches)
    this.#next = 0
  }

  /** Nothing is to be placed as far as is known. */
  get isIdle(): boolean {
    return this.#next >= this.#matches.length && this.#open.length === 0
  }

  /** Offset of the next one; -Infinity when one is open, Infinity when there is none. */
  get nextStart(): number {
    return this.#open.length > 0 ? -Infinity : (this.#matches[this.#next]?.place.start ?? Infinity)
  }

  /** What starts before an offset stands between tokens. */
  between(offset: number, here: () => Here): void {
    if (this.isIdle) return
    this.#closeUpTo(offset)
    for (const match of this.#upTo(offset)) {
      if (match.place.end <= offset) this.#tell(match, here())
      else this.#open.push({ match, here: here(), spans: [] })
    }
  }

  /** What starts in a token, or goes on in it; all before it is placed. */
  inside(token: PlacedToken, here: () => Here): void {
    if (this.isIdle) return
    for (const { match, spans } of this.#open) addSpan(spans, spanIn(match, token))
    this.#closeUpTo(token.end)
    for (const match of this.#upTo(token.end)) {
      const span = spanIn(match, token)
      if (match.place.end > token.end) this.#open.push({ match, here: here(), spans: [span] })
      else this.#tell(match, here(), isAll(match, span) ? undefined : [span])
    }
  }

  end(here: () => Here): void {
    this.between(Infinity, here)
  }

  *#upTo(offset: number): Generator<PlacedMatch> {
    for (; this.#next < this.#matches.length; this.#next++) {
      const match = this.#matches[this.#next]!
      if (match.place.start >= offset) return
      yield match
    }
  }

  #closeUpTo(offset: number): void {
    if (this.#open.length === 0) return
    const open = this.#open
    this.#open = open.filter(({ match }) => match.place.end > offset)
    for (const { match, here, spans } of open) {
      if (match.place.end <= offset) this.#tell(match, here, spans)
    }
  }

  #tell(match: PlacedMatch, { exportToken, ...place }: Here, spans: readonly HitSpan[] = []): void {
    const isExportToken = exportToken?.test(latin1Of(match.secret)) ?? false
    this.#listener.onMatch(match, {
      ...place,
      ...(spans.length > 0 && { spans }),
      ...(isExportToken && { isExportToken }),
    })
  }
}

function isAll({ place }: PlacedMatch, { start, end, quotes }: HitSpan): boolean {
  return quotes === undefined && start === place.start && end === place.end
}

/** What of a token has to change. */
function spanIn({ place }: PlacedMatch, token: PlacedToken): HitSpan {
  const start = Math.max(place.start, token.start)
  const end = Math.min(place.end, token.end)
  if (!token.isString) return { start: token.start, end: token.end, quotes: '"' }
  // In JSON in a string a number needs quotes as well.
  const bytes = token.bytes()
  const covered = latin1Of(bytes, start - token.start, Math.min(end, start + 40) - token.start)
  if (!/^[-+.0-9eE]+$/.test(covered)) return { start, end }
  const from = Math.max(0, start - token.start - nearBytes)
  const near = latin1Of(bytes, from, Math.min(bytes.length, end - token.start + nearBytes))
  const base = token.start + from
  const quoted = quoteNumber(near, { start: start - base, end: end - base })
  if (quoted.quotes === '') return { start, end }
  return { start: base + quoted.span.start, end: base + quoted.span.end, quotes: quoted.quotes }
}

/** Pieces of one string are one run. */
function addSpan(spans: HitSpan[], span: HitSpan): void {
  if (span.start >= span.end) return
  const last = spans.at(-1)
  if (last?.end === span.start && !last.quotes && !span.quotes) {
    spans[spans.length - 1] = { start: last.start, end: span.end }
  } else spans.push(span)
}

export function hereOf(scope: OpenScope, path: string, roles: readonly Role[]): Here {
  const tokens = roles.find((role) => role.kind === 'export-token')
  return {
    scope,
    path,
    isOpaque: roles.some(({ kind }) => kind === 'opaque'),
    exportToken: tokens?.tokens.secret,
  }
}
