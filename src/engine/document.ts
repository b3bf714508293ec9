/** Where a document comes from. Rooms further out add kinds of their own. */
export type Origin = FileOrigin | StdinOrigin | GitOrigin

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

/** A place in a repository's history: a blob at a path, or a piece of a commit or tag. */
export interface GitOrigin {
  readonly kind: 'git'
  /** From the repository's root, written as in {@link FileOrigin}; empty for a message. */
  readonly path: string
  /** Name of the blob; only where there is a file. */
  readonly blob?: string
  /** `message`, `author`, `committer`, `tag`, `tagger`, `path`; only where there is no file content. */
  readonly part?: string
  /** The oldest commit that has it; `null` when it is staged, or no commit has it. */
  readonly commit: string | null
  /** `Name <mail>` as committed. */
  readonly author?: string
  /** When it was committed, ISO 8601 in UTC. */
  readonly date?: string
  /** Whether the commit that is checked out has it, too. */
  readonly inHead?: boolean
  /** Branches and tags whose newest commit still has it, a few of them. */
  readonly refs?: readonly string[]
  /** All commits that have it, the oldest first; only where asked for. */
  readonly commits?: readonly string[]
}
