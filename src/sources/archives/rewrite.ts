import type { ByteSink } from './byte-sink.ts'
import type { ByteSource } from './byte-source.ts'
import type { Spool } from './spool.ts'

/** Where what a rewritten file holds is written: a file's sink, or a spool. */
export type Output = Pick<ByteSink, 'write' | 'position'>

/** What rewriting asks of whoever wants it. */
export interface Rewriter {
  /**
   * A file that is no archive.
   *
   * @param path as `ArchiveEntry` has it
   * @param open is asked, once and only if the file changes, where it goes
   * @returns whether it has changed, and was written as a whole; yields now and then, to be stopped there
   */
  rewriteFile(source: ByteSource, path: string, open: () => Output): Rewriting
  /** What somebody should know (`skipped`), and what is left out since it cannot be read (`problem`). */
  onRemark(kind: 'skipped' | 'problem', path: string, reason: string): void
  newSpool(): Spool
}

/** The formats' own way into what they hold; see `rewriteSource`. */
export type RewriteMember = (source: ByteSource, path: string, open: () => Output) => Rewriting

/** Something that is being rewritten: whether it has changed. */
export type Rewriting = Generator<undefined, boolean, undefined>
