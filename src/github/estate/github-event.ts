import type { GithubOrigin } from '../../engine/document.ts'
import type { TextEvent } from '../text-event.ts'

/** What a reader of an estate tells, in order: beside texts also files, repositories, and how far it has come. */
export type GithubEvent =
  | TextEvent
  | FileEvent
  | CloneEvent
  /** All that came before is told: whoever goes on later, goes on from here. */
  | { readonly kind: 'position'; readonly position: Position }

/** A file in the private directory; whoever takes the event removes it. */
export interface FileEvent {
  readonly kind: 'file'
  readonly file: string
  readonly origin: GithubOrigin
}

/** A git repository whose whole history belongs to what is read. */
export interface CloneEvent {
  readonly kind: 'clone'
  /** Without credentials. */
  readonly url: string
  /** `OWNER/REPO`, `OWNER/REPO/wiki`, `gist/LOGIN/ID`: what stands before the paths in it. */
  readonly path: string
  /** `OWNER/REPO`; of a gist `gist:ID`. */
  readonly repository: string
  readonly part: 'code' | 'wiki' | 'gist'
  /** Opens a file at a commit. */
  readonly urlOf: (commit: string, path: string) => string
  /** Digest of the references when it was last read to its end. */
  readonly lastRead: string | undefined
  /** Whether it is all of its resource: then the digest of what was read becomes its position's `latest`. */
  readonly isWhole: boolean
  /** Why there may be nothing at `url` although it is switched on; `undefined`: that is a problem. */
  readonly mayBeMissing: string | undefined
}

/** How far a resource was read. Holds names, numbers and times only: nothing that somebody wrote. */
export interface Position {
  /** Set when the resource was read to its end; the rest says from where new things count. */
  readonly isFinished?: true
  /** Time of the newest thing that was told, as GitHub says it. */
  readonly latest?: string
  /** Ids of the things of the last seconds before `latest`: the next page may tell them again. */
  readonly seen?: readonly string[]
  /** Of a cursor: the page that comes next. */
  readonly after?: string
  /** Which order the cursor is of. */
  readonly mode?: 'all' | 'new'
  /** Newest time met so far, by which the next run begins. */
  readonly reached?: string
  /** Pages of a list as they were when they were read. */
  readonly pages?: readonly { readonly etag?: string; readonly count: number }[]
  /** Page that comes next, from 1. */
  readonly page?: number
  /** Keys of the files that were read. */
  readonly done?: readonly string[]
  /** Of a request by which nothing new came. */
  readonly unchanged?: { readonly path: string; readonly etag: string }
}
