import { isAbsolute, join, resolve } from 'node:path'
import { githubKinds, type GithubKind } from '../scan/github/github-kinds.ts'
import { stateDirectory } from '../scan/incident/state-directory.ts'
import { parseByteSize } from './parse-byte-size.ts'
import { parseDuration } from './parse-duration.ts'
import { buildScanOptions, type ScanOptions, type TypedScanOptions } from './scan-options.ts'
import { usage } from './usage.ts'

/** `stanch scan github` as typed. */
export interface TypedScanGithubOptions extends TypedScanOptions {
  readonly only?: readonly string[]
  readonly except?: readonly string[]
  readonly since?: string
  readonly maxDownload?: string
  readonly history?: boolean
  readonly clones?: string
  readonly state?: string
  readonly resume: boolean
  readonly forks?: boolean
  readonly archived?: boolean
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly host?: string
  readonly wait?: string
}

/** `stanch scan github` as built. */
export interface ScanGithubOptions extends ScanOptions {
  /** `OWNER/REPO`, or an organisation or person. */
  readonly target: string
  readonly kinds: ReadonlySet<GithubKind>
  /** `last`, or ISO 8601 in UTC. */
  readonly since: string | undefined
  readonly downloadBytesMax: number
  readonly clonesDirectory: string | undefined
  readonly stateDirectory: string
  readonly resumes: boolean
  readonly forks: boolean
  readonly archived: boolean
  readonly baseline: { readonly path: string; readonly isUpdated: boolean } | undefined
  /** Of a GitHub Enterprise server; `undefined`: as the environment says. */
  readonly host: string | undefined
  /** Longest that limits are waited for in all; `undefined`: ten minutes. */
  readonly waitMs: number | undefined
}

/** Larger ones are seldom logs or settings, and would fill a disk. */
const downloadBytesDefault = 2 * 2 ** 30

/** Primary limits begin anew each hour. */
const waitLimits = { least: 0, most: 7 * 24 * 3_600_000 }

/** @throws StanchError `USAGE` */
export function buildScanGithubOptions(
  target: string,
  typed: TypedScanGithubOptions,
  env: Readonly<Record<string, string | undefined>>,
): ScanGithubOptions {
  const name = parseTarget(target)
  const isAccount = !name.includes('/')
  const stray = (['forks', 'archived'] as const).find((option) => typed[option])
  if (stray && !isAccount) throw usage(`--${stray} goes with an account, not with one repository.`)
  if (typed.updateBaseline && typed.baseline === undefined)
    throw usage('--update-baseline goes with --baseline FILE.')
  if (typed.clones !== undefined && typed.history === undefined && typed.only === undefined)
    throw usage('--clones goes with --history.')
  return {
    ...buildScanOptions([], typed),
    target: name,
    kinds: kindsOf(typed, isAccount),
    since: typed.since === undefined ? undefined : parseSince(typed.since),
    downloadBytesMax:
      typed.maxDownload === undefined
        ? downloadBytesDefault
        : parseByteSize(typed.maxDownload, '--max-download'),
    clonesDirectory: typed.clones === undefined ? undefined : resolve(typed.clones),
    stateDirectory:
      typed.state === undefined ? join(stateDirectory(env), 'github') : absolute(typed.state),
    resumes: typed.resume,
    forks: typed.forks ?? false,
    archived: typed.archived ?? false,
    baseline:
      typed.baseline === undefined
        ? undefined
        : { path: typed.baseline, isUpdated: typed.updateBaseline ?? false },
    host: typed.host === undefined ? undefined : parseHost(typed.host),
    waitMs: typed.wait === undefined ? undefined : parseDuration(typed.wait, '--wait', waitLimits),
  }
}

/** An address as people copy it will do, too. */
function parseTarget(typed: string): string {
  const name = typed.replace(/^https:\/\/[^/]+\//, '').replace(/(?:\.git)?\/?$/, '')
  if (/^[A-Za-z0-9][\w-]{0,98}(?:\/(?!\.{1,2}$)[\w.-]{1,100})?$/.test(name)) return name
  throw usage(`expected OWNER/REPO, or an organisation or person, got "${typed}".`)
}

/** Gists belong to people, code is for those who ask for it. */
function kindsOf(
  { only, except, history }: TypedScanGithubOptions,
  isAccount: boolean,
): ReadonlySet<GithubKind> {
  if (only !== undefined && except !== undefined)
    throw usage('--only and --except cannot go together.')
  const named = parseKinds(only ?? except ?? [], only === undefined ? '--except' : '--only')
  if (only !== undefined) {
    if (named.has('gists') && !isAccount) throw usage('gists belong to an account: name that.')
    return history ? new Set([...named, 'history']) : named
  }
  return new Set(
    githubKinds.filter(
      (kind) =>
        !named.has(kind) &&
        (kind !== 'gists' || isAccount) &&
        (kind !== 'history' || history === true),
    ),
  )
}

function parseKinds(typed: readonly string[], option: string): Set<GithubKind> {
  const words = typed.flatMap((one) => one.split(',')).map((word) => word.trim())
  return new Set(
    words.map((word) => {
      const kind = githubKinds.find((known) => known === word)
      if (kind !== undefined) return kind
      throw usage(`${option}: expected some of ${githubKinds.join(', ')}, got "${word}".`)
    }),
  )
}

function parseSince(typed: string): string {
  if (typed === 'last') return typed
  const isDay = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?$/.test(typed)
  const time = isDay ? Date.parse(typed.length > 10 ? typed : `${typed}T00:00:00Z`) : NaN
  if (!Number.isNaN(time)) return `${new Date(time).toISOString().slice(0, 19)}Z`
  throw usage(`--since: expected a day such as 2026-11-01, or last, got "${typed}".`)
}

function parseHost(typed: string): string {
  if (/^[a-z0-9.-]+(?::\d{1,5})?$/i.test(typed)) return typed.toLowerCase()
  throw usage(`--host: expected a host such as github.example.com, got "${typed}".`)
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path)
}
