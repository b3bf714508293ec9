/** A file of an export, or a part of one that stands for itself. */
export interface ExportFile {
  /** As reached, archives included. */
  readonly path: string
  /** To be read once, and before the next event is asked for. Chunks are the reader's own; the first one is not short. */
  open(): Iterable<Uint8Array>
  /** Words and ids, and of no format. */
  readonly isPlain?: boolean
  /** Path of the database that it is a value of, or was left in. */
  readonly database?: string
  /** Bytes of what was deleted: no text as such, and of no format. */
  readonly remains?: { readonly seam?: number }
}
