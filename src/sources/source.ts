import type { Origin } from '../engine/document.ts'

/** What a source meets on its way. */
export type SourceEvent =
  | { readonly kind: 'file'; readonly file: FileToScan }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string }
  | { readonly kind: 'problem'; readonly path: string; readonly reason: string }

/** A file that was found but not yet opened; whoever scans it reads it. */
export interface FileToScan {
  /** What to open: bytes, since names on Linux need not be UTF-8. */
  readonly path: string | Buffer
  readonly origin: Origin
  /** Named on the command line: then also binaries are scanned. */
  readonly named: boolean
}
