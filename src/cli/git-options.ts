import type { Shard } from '../scan/history/shard.ts'
import { buildScanOptions, type ScanOptions, type TypedScanOptions } from './scan-options.ts'
import { usage } from './usage.ts'

/** `stanch scan git` as typed. */
export interface TypedGitOptions extends TypedScanOptions {
  readonly staged?: boolean
  readonly since?: string
  readonly range?: string
  readonly branch?: string
  readonly preReceive?: boolean
  readonly notRemote?: string
  readonly paths?: readonly string[]
  readonly allCommits?: boolean
  readonly reflog?: boolean
  readonly unreachable?: boolean
  readonly shard?: string
  readonly index?: string
}

/** `stanch scan git` as built. */
export interface GitOptions {
  readonly directory: string
  readonly what: GitScope
  readonly paths: readonly string[]
  readonly allCommits: boolean
  readonly reflog: boolean
  readonly unreachable: boolean
  readonly branch: string | undefined
  readonly shard: Shard | undefined
  readonly indexPath: string | undefined
}

export type GitScope =
  | { readonly kind: 'history' }
  | { readonly kind: 'staged' }
  | { readonly kind: 'since'; readonly revisionOrDate: string }
  | {
      readonly kind: 'range'
      readonly from: string
      readonly to: string
      /** `A...B`: from where both parted. */
      readonly symmetric: boolean
    }
  | { readonly kind: 'pre-receive'; readonly notRemote: string | undefined }

/** @throws StanchError `USAGE` */
export function buildGitOptions(
  directory: string | undefined,
  typed: TypedGitOptions,
): ScanOptions & { readonly git: GitOptions } {
  const what = scopeOf(typed)
  if (what.kind !== 'history') refuse(typed, wholeHistoryOnly, 'goes with a scan of all history.')
  if (typed.branch !== undefined && what.kind !== 'history' && what.kind !== 'since') {
    throw usage('--branch goes with a scan of all history, or with --since.')
  }
  if (typed.index !== undefined && typed.shard !== undefined) {
    throw usage('--index and --shard cannot go together: an index is of a whole repository.')
  }
  if (typed.notRemote !== undefined && !typed.preReceive) {
    throw usage('--not-remote goes with --pre-receive.')
  }
  return {
    ...buildScanOptions([], typed),
    git: {
      directory: directory ?? '.',
      what,
      paths: typed.paths ?? [],
      allCommits: typed.allCommits ?? false,
      reflog: typed.reflog ?? false,
      unreachable: typed.unreachable ?? false,
      branch: typed.branch,
      shard: typed.shard === undefined ? undefined : parseShard(typed.shard),
      indexPath: typed.index,
    },
  }
}

const scopes = ['staged', 'since', 'range', 'preReceive'] as const

const wholeHistoryOnly = ['allCommits', 'reflog', 'unreachable', 'shard', 'index'] as const

function scopeOf(typed: TypedGitOptions): GitScope {
  const given = scopes.filter((name) => typed[name] !== undefined)
  if (given.length > 1) {
    throw usage(`--${dashed(given[0]!)} and --${dashed(given[1]!)} cannot go together.`)
  }
  if (typed.staged) return { kind: 'staged' }
  if (typed.since !== undefined) return { kind: 'since', revisionOrDate: typed.since }
  if (typed.range !== undefined) return parseRange(typed.range)
  if (typed.preReceive) return { kind: 'pre-receive', notRemote: typed.notRemote }
  return { kind: 'history' }
}

function parseRange(typed: string): GitScope {
  const found = /^(.*?)(\.{2,3})(.*)$/.exec(typed)
  if (!found || (found[1] === '' && found[3] === '')) {
    throw usage(`--range: expected A..B or A...B, got "${typed}".`)
  }
  return {
    kind: 'range',
    from: found[1] || 'HEAD',
    to: found[3] || 'HEAD',
    symmetric: found[2] === '...',
  }
}

function parseShard(typed: string): Shard {
  const found = /^(\d{1,4})\/(\d{1,4})$/.exec(typed)
  const index = Number(found?.[1])
  const count = Number(found?.[2])
  if (found && index >= 1 && index <= count) return { index, count }
  throw usage(`--shard: expected i/n with i from 1 to n, such as 2/4, got "${typed}".`)
}

function refuse(
  typed: TypedGitOptions,
  names: readonly (keyof TypedGitOptions)[],
  why: string,
): void {
  const stray = names.find((name) => typed[name] !== undefined)
  if (stray) throw usage(`--${dashed(stray)} ${why}`)
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
