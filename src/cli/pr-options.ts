import { buildScanOptions, type ScanOptions, type TypedScanOptions } from './scan-options.ts'
import { usage } from './usage.ts'

/** `stanch scan pr` as typed. */
export interface TypedPrOptions extends TypedScanOptions {
  readonly clone?: string
  readonly policy?: string
}

/** `stanch scan pr` as built. */
export interface PrOptions extends ScanOptions {
  readonly pull: {
    /** `OWNER/REPO`. */
    readonly repository: string
    readonly number: number
    /** Of an address; `undefined`: as the environment says. */
    readonly serverUrl: string | undefined
  }
  /** May be a clone, whose objects need not be fetched. */
  readonly clone: string
  /** Whose policy holds; `undefined`: that of the base. */
  readonly policy: { readonly repository: string; readonly commit: string } | undefined
}

/** @throws StanchError `USAGE` */
export function buildPrOptions(target: string, typed: TypedPrOptions): PrOptions {
  if (typed.suppress)
    throw usage('--suppress writes into a working copy: run stanch scan git --range A..B --suppress in one.') // prettier-ignore
  if (typed.policy !== undefined && typed.config !== undefined)
    throw usage('--policy and --config cannot go together: both say whose policy holds.')
  return {
    ...buildScanOptions([], { ...typed, ignore: true }),
    pull: parsePull(target),
    clone: typed.clone ?? '.',
    policy: typed.policy === undefined ? undefined : parsePolicy(typed.policy),
  }
}

function parsePull(target: string): PrOptions['pull'] {
  const short = /^([\w.-]+\/[\w.-]+)#(\d{1,10})$/.exec(target)
  if (short) return { repository: short[1]!, number: Number(short[2]), serverUrl: undefined }
  const url = URL.canParse(target) ? new URL(target) : undefined
  const long = /^\/([\w.-]+\/[\w.-]+)\/pull\/(\d{1,10})(?:\/.*)?$/.exec(url?.pathname ?? '')
  if (url && long && /^https?:$/.test(url.protocol) && url.username + url.password === '')
    return { repository: long[1]!, number: Number(long[2]), serverUrl: url.origin }
  throw usage(`expected a pull request as OWNER/REPO#N, or its address, got "${target}".`)
}

function parsePolicy(typed: string): NonNullable<PrOptions['policy']> {
  const found = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{40}|[0-9a-f]{64})$/.exec(typed)
  if (found) return { repository: found[1]!, commit: found[2]! }
  throw usage(`--policy: expected OWNER/REPO@COMMIT with a full commit name, got "${typed}".`)
}
