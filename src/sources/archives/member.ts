import type { ByteSource } from './byte-source.ts'

/** What one archive holds, before anybody asks whether that is an archive again. */
export type Member = FileMember | LeftOutMember

export interface FileMember {
  readonly kind: 'file'
  /** A label only: may be absolute, hold `..` or control characters, or come twice. */
  readonly name: string
  /** Its bytes are made by decompression, so count against the bomb limits. */
  readonly packed: boolean
  /**
   * The content, once, before the next member is asked for. Throws {@link DamageError} where it cannot be
   * read further.
   */
  open(): Iterable<Uint8Array>
  /** The content by position, where the format keeps it in one piece. */
  range(): ByteSource | undefined
}

export interface LeftOutMember {
  readonly kind: 'skipped' | 'problem'
  readonly name: string
  readonly reason: string
}

/** An archive, or one entry, cannot be read further. Stays inside this folder, where it becomes an event. */
export class DamageError extends Error {}

export const truncated = 'unexpected end of archive'
