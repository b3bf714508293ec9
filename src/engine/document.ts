/** Where a document comes from. Rooms further out add kinds of their own. */
export type Origin = FileOrigin | StdinOrigin

export interface FileOrigin {
  readonly kind: 'file'
  /**
   * As reached from the working directory, `/` between parts, bytes that are not UTF-8 percent-encoded;
   * an archive's entry is `a.zip!inner/name`.
   */
  readonly path: string
  /** Present when git ignores the file and it was scanned nevertheless. */
  readonly ignoredByGit?: true
}

export interface StdinOrigin {
  readonly kind: 'stdin'
  readonly path: '-'
}
