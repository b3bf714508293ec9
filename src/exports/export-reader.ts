import type { PlacedMatch } from '../engine/scanner.ts'
import type { Span } from '../text/span.ts'
import type { JoinedText } from './joined-text.ts'
import type { FileReference, OffsetUnit } from './layout.ts'
import type { OpenScope } from './open-scope.ts'
import type { Skimming } from './passed-values.ts'

/** Reads one file of an export: tells where what was found in its bytes stands, and which texts it is cut into. */
export interface ExportReader {
  /**
   * @param bytes what follows
   * @param matches that start in them, ascending
   */
  read(bytes: Uint8Array, matches: readonly PlacedMatch[]): void
  end(): void
}

/** A run of a file that has to change so that a secret is gone. */
export interface HitSpan extends Span {
  /** What has to stand on both sides of what takes its place: a number of JSON becomes a string. */
  readonly quotes?: string
  /** It stands in a part that is encoded as a whole, so that all of it is to be written anew. */
  readonly encoded?: EncodedSpan
}

/** A run of bytes that stand encoded in a file. */
export interface EncodedSpan {
  /** In the file, all that is encoded: what `reencodePart` takes. */
  readonly body: Span
  /** In the decoded bytes. */
  readonly decoded: Span
  /** The decoded bytes are UTF-16. */
  readonly isWide: boolean
}

/** A file inside of a part of a message, that is no text. */
export interface Attachment {
  /** As the message has it; may be any text. Undefined for one without. */
  readonly name: string | undefined
  readonly bytes: Uint8Array
  readonly scope: OpenScope
  /** Of the part. */
  readonly path: string
  /** Of the message in its file, from 1. */
  readonly message: number
}

/** Where in an export something stands. */
export interface ExportPlace {
  readonly scope: OpenScope
  /** From the outermost value in: `messages[3].text`. Shows no key that may be a secret. */
  readonly path: string
  /** It stands where nothing that looks like a secret is one. */
  readonly isOpaque: boolean
  /** Of a match that is not one run of one string: what of it stands in strings, ascending; never empty. */
  readonly spans?: readonly HitSpan[]
  /** See `JsonLayout.exportTokens`. */
  readonly isExportToken?: boolean
}

/**
 * What a record says of its own text beside it: places in it, or a signature of it. Told before the outermost scope is
 * closed.
 */
export interface TextReference {
  readonly scope: OpenScope
  readonly path: string
  /** Of the text, between its quotes. */
  readonly text: Span
  /** The text as it stands, one character per byte; empty for a signature. */
  readonly raw: string
  readonly unit: OffsetUnit
  /** Where the text is signed, if this is a signature. */
  readonly isSignature: boolean
  readonly ranges: readonly TextRange[]
}

/** Numbers that say where in a text something begins, and where it ends or how long it is. */
export interface TextRange {
  readonly start: PlacedNumber
  readonly end?: PlacedNumber
  readonly length?: PlacedNumber
}

export interface PlacedNumber extends Span {
  readonly value: number
}

export interface ExportListener {
  /** By which it can be told where nothing is; undefined: all is to be read. */
  readonly skimming?: Skimming | undefined
  onMatch(match: PlacedMatch, place: ExportPlace): void
  onReference?(reference: TextReference): void
  onAttachment?(attachment: Attachment): void
  /** A text may name files beside the one that is read. */
  onFileNamed?(reference: FileReference, text: string, scope: OpenScope): void
  /** A text that its bytes do not show as they stand. */
  onText(text: JoinedText): void
  /** An outermost scope is over: all that its scopes say is known. */
  onClosed(outermost: OpenScope): void
  /** What is not as the format has it; reading goes on as well as it can. */
  onProblem(reason: string): void
}
