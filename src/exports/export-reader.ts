import type { PlacedMatch } from '../engine/scanner.ts'
import type { Span } from '../text/span.ts'
import type { JoinedText } from './joined-text.ts'
import type { OpenScope } from './open-scope.ts'

/** Reads one file of an export: tells where what was found in its bytes stands, and which texts it is cut into. */
export interface ExportReader {
  /**
   * @param bytes what follows
   * @param matches that start in them, ascending
   */
  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void
  end(): void
}

/** Where in an export something stands. */
export interface ExportPlace {
  readonly scope: OpenScope
  /** From the outermost value in: `messages[3].text`. Shows no key that may be a secret. */
  readonly path: string
  /** It stands where nothing that looks like a secret is one. */
  readonly isOpaque: boolean
  /** A number of JSON that it stands in: what takes its place has to be a string. */
  readonly number?: Span
}

export interface ExportListener {
  onMatch(match: PlacedMatch, place: ExportPlace): void
  /** A text that its bytes do not show as they stand. */
  onText(text: JoinedText): void
  /** An outermost scope is over: all that its scopes say is known. */
  onClosed(outermost: OpenScope): void
  /** What is not as the format has it; reading goes on as well as it can. */
  onProblem(reason: string): void
}
