/** Where a document comes from. Rooms further out add kinds of their own. */
export type Origin = FileOrigin | StdinOrigin | GitOrigin | ExportOrigin | GithubOrigin

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
  /** Of the pull request that brings it. */
  readonly number?: number
  /** Opens it at the forge. */
  readonly url?: string
}

/** A text that GitHub keeps beside a repository's files: of an issue, a pull request, a release, a log, …. */
export interface GithubOrigin {
  readonly kind: 'github'
  /** `OWNER/REPO/pull/12`; of a file that belongs to it, its name behind: `OWNER/REPO/releases/v1/setup.zip!inner/name`. */
  readonly path: string
  /** `OWNER/REPO`; of a gist `gist:ID`. */
  readonly repository: string
  /** Of the issue, pull request or discussion. */
  readonly number?: number
  readonly part: GithubPart
  /** Opens exactly this text. */
  readonly url?: string
  /** Login of who wrote it. */
  readonly user?: string
  /** What who wrote it is to the repository, in GitHub's words: `OWNER`, `MEMBER`, `NONE`, … */
  readonly association?: string
  /** When it was written or last changed, ISO 8601 in UTC. */
  readonly time?: string
  /** A former version, which whoever may read the text can still open. */
  readonly isFormer?: true
}

/** Which text it is of what {@link GithubOrigin} names. */
export const githubParts = [
  'title', 'body', 'branch', 'label', 'comment', 'review', 'review-comment', 'commit-comment',
  'answer', 'tag', 'asset', 'gist', 'wiki', 'log', 'artifact', 'repository',
] as const // prettier-ignore

export type GithubPart = (typeof githubParts)[number]

/** A record of a chat export or of a transcript of an agent, and what it says of itself; what it does not is left out. */
export interface ExportOrigin {
  readonly kind: 'export'
  /** Of the file that holds the record, written as in {@link FileOrigin}. */
  readonly path: string
  /** `slack`, `chatgpt`, …; `json` or `text` when it is of no format that is known. */
  readonly format: string
  /** Place in the file's structure: `[3].blocks[0].elements[1].text`. */
  readonly field?: string
  /** Further places in the same record. */
  readonly copies?: readonly ExportCopy[]
  /** Further places in the whole export, counted only: a credential of the export itself stands in each address of a file. */
  readonly repeats?: number
  readonly workspace?: string
  /** Name of the channel, room, chat or conversation. */
  readonly channel?: string
  readonly channelId?: string
  /** Record that the thread began with, or the thread's own id. */
  readonly thread?: string
  /** Id of the message, event, span or ticket. */
  readonly record?: string
  /** Name of the author; their id where no name is known. */
  readonly user?: string
  readonly userId?: string
  /** ISO 8601 where the export's form is known, else as it stands. */
  readonly time?: string
  /** Opens the message in its tool. */
  readonly url?: string
  /** Session or conversation of an agent. */
  readonly run?: string
  readonly parentRun?: string
  /** Name or id of the sub-agent. */
  readonly agent?: string
  readonly turn?: string
  /** `user`, `assistant`, `tool`, `system`, … */
  readonly role?: string
  readonly model?: string
  readonly tool?: string
  readonly toolCall?: string
  /** Name or path of the file whose text it is: what is attached, or what a tool has read or written. */
  readonly file?: string
  readonly trace?: string
  readonly span?: string
}

export interface ExportCopy {
  readonly field: string
  readonly line: number
  readonly column: number
}
