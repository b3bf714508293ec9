import type { Github } from '../../github/github.ts'
import type { ScanRequest } from '../scan-request.ts'
import type { GithubKind } from './github-kinds.ts'
import type { RemoteRepositories } from './remote-repositories.ts'

/** What of GitHub to scan, and how. */
export interface GithubRequest extends Omit<ScanRequest, 'paths'> {
  readonly github: Github
  readonly remotes: RemoteRepositories
  /** `OWNER/REPO`, or an organisation or person. */
  readonly target: string
  readonly kinds: ReadonlySet<GithubKind>
  /** `last`: since the last scan; else ISO 8601 in UTC. */
  readonly since: string | undefined
  /** Goes on where a scan was broken off, and lets others go on from this one. */
  readonly isResumable: boolean
  /** `false`: what is unfinished is given up. */
  readonly resumes: boolean
  readonly downloadBytesMax: number
  readonly stateDirectory: string
  /** Where clones are kept from one run to the next; `undefined`: nowhere. */
  readonly clonesDirectory: string | undefined
  /** Of an account: whether these are scanned, too. */
  readonly forks: boolean
  readonly archived: boolean
  /** Digest of the suppressions: what was judged under others is judged anew. */
  readonly suppressionsDigest: string
  /** Fingerprints of what is known and not told again. */
  readonly baseline: ReadonlySet<string> | undefined
  readonly onStep: (step: ScanStep) => void
  /** For people, on standard error. */
  readonly onNote: (note: string) => void
}

/** What is being read. */
export interface ScanStep {
  /** `OWNER/REPO` */
  readonly repository: string
  readonly resource: string
  /** From 1, of all repositories. */
  readonly index: number
  readonly count: number
}
