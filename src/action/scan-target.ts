import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../engine/finding.ts'
import type { ObjectId } from '../git/object-id.ts'
import { runGit } from '../git/run-git.ts'
import type { ScanResult } from '../report/scan-result.ts'
import {
  openChangeRepository,
  type ChangeRepository,
} from '../scan/change/open-change-repository.ts'
import type { ChangeCommits } from '../scan/change/change.ts'
import { closeRange, type ClosedRange } from '../scan/change/close-range.ts'
import { findPolicyEdits } from '../scan/change/read-policy.ts'
import { scanChange } from '../scan/change/scan-change.ts'
import { withPolicyEdits } from '../scan/change/with-policy-edits.ts'
import type { FoundSecret } from '../scan/found-secret.ts'
import { readConfiguration, type ReadConfiguration } from '../scan/read-configuration.ts'
import type { FingerprintKeys } from '../scan/read-keys.ts'
import { runScanSession, type ScanSource } from '../scan/scan-session.ts'
import type { ActionHost } from './action-host.ts'
import type { ActionLog } from './action-log.ts'
import { commitsOfTarget } from './commits-of-target.ts'
import type { Forge } from './forge.ts'
import type { Inputs } from './inputs.ts'
import { noToken } from './no-token.ts'
import { openWholeSource } from './whole-source.ts'
import { openPolicy, type OpenPolicy } from './open-policy.ts'
import { readTargetTexts } from './read-target-texts.ts'
import { settleTarget } from './settle-target.ts'
import type { Target } from './target.ts'

export interface TargetRequest {
  readonly target: Target
  readonly inputs: Inputs
  readonly keys: FingerprintKeys
  readonly host: ActionHost
  readonly log: ActionLog
  readonly forge: Forge | undefined
  /** Private; whoever made it removes it. */
  readonly temporaryDirectory: string
}

/** A scanned target, with what only this process may know. */
export interface TargetScan {
  /** As it was scanned. */
  readonly target: Target
  readonly result: ScanResult
  readonly isPublic: boolean
  readonly configured: ReadConfiguration
  readonly policy: Pick<OpenPolicy, 'at' | 'repository'>
  /** One of each fingerprint that is in the result. */
  readonly found: ReadonlyMap<string, FoundSecret>
  /** Hidden by valid entries of the policy. */
  readonly suppressed: readonly Finding[]
  /** Commits that only former heads have. */
  readonly pushedAway: ReadonlySet<string>
}

/** Scans a target under its policy. `use` is called while the policy's files are still there. */
export async function scanTarget<T>(
  request: TargetRequest,
  use: (scan: TargetScan) => Promise<T>,
): Promise<T> {
  const { inputs, host, temporaryDirectory } = request
  const { env, signal } = host
  const access = {
    serverUrl: env['GITHUB_SERVER_URL'] || 'https://github.com',
    token: inputs.token,
    temporaryDirectory,
    env,
    signal,
  }
  const opened = await openChangeRepository({
    ...access,
    repository: request.target.repository.name,
    // Of a whole history nothing is borrowed: a checkout may lack blobs.
    workspace: request.target.kind === 'whole' ? undefined : cloneIn(env['GITHUB_WORKSPACE']),
    hashBytes: hashBytesOf(request.target),
  })
  try {
    const target = await settleTarget(request.target, opened)
    const about = await askAbout({ ...request, target })
    if (target.kind === 'whole' && inputs.scan === 'history') await opened.fetchAll()
    const range = await rangeToScan(target, about, opened)
    const policy = await openPolicy({
      central: inputs.policy,
      commit: about.policyCommit,
      repository: target.repository.name,
      changeRepository: opened,
      access,
    })
    try {
      return await use(
        await scanUnder(policy, opened, { ...about, ...range }, { ...request, target }),
      )
    } finally {
      policy.close()
    }
  } finally {
    opened.close()
  }
}

/** Only what git itself made: a change can hold files that look like a bare repository, with objects under false names. */
function cloneIn(workspace: string | undefined): string | undefined {
  return workspace && existsSync(join(workspace, '.git')) ? workspace : undefined
}

/** Where commits are missing, the base is among them: with all of them comes the policy, too. */
async function rangeToScan(
  target: Target,
  { known }: About,
  { repository, supply }: ChangeRepository,
): Promise<RangeToScan> {
  if (target.kind === 'whole') return { commits: { kind: 'none', why: 'all are scanned' } }
  const commits = commitsOfTarget(target, known)
  return { commits, closed: await closeRange(repository, commits, supply) }
}

interface RangeToScan {
  readonly commits: ChangeCommits
  readonly closed?: ClosedRange
}

async function scanUnder(
  policy: OpenPolicy,
  opened: ChangeRepository,
  about: About & RangeToScan,
  request: TargetRequest,
): Promise<TargetScan> {
  const { target, inputs, keys, host, log, forge } = request
  const configured = await readConfiguration({
    configurationPath: policy.configurationPath,
    minConfidence: inputs.minConfidence,
    noIgnore: false,
    ruleFiles: [],
  })
  const found = new Map<string, FoundSecret>()
  const suppressed: Finding[] = []
  const source: ScanSource =
    target.kind === 'whole'
      ? await openWholeSource(request, opened)
      : (scanRequest, listener) =>
          scanChange(
            {
              ...scanRequest,
              repository: opened.repository,
              supply: opened.supply,
              serverUrl: host.env['GITHUB_SERVER_URL'] || 'https://github.com',
              policy: { at: policy.at, edits: [] },
              closed: about.closed,
              change: {
                repository: target.repository.name,
                commits: about.commits,
                texts: readTargetTexts(target, forge, host.signal),
                ...(target.kind === 'pull' && { pull: { number: target.number, url: target.url } }),
              },
            },
            listener,
          )
  const scanned = await runScanSession(
    {
      ...configured,
      keys,
      inventory: { store: inputs.inventory, tenant: undefined },
      validate: inputs.validate ? { hosts: undefined } : undefined,
      threads: undefined,
      env: host.env,
      log: about.isPublic ? log.withoutFields() : log,
      signal: host.signal,
      onFinding: () => undefined,
      onSecret: (item) => {
        if (!found.has(item.finding.fingerprint)) found.set(item.finding.fingerprint, item)
      },
      onSuppressed: ({ finding }) => suppressed.push(finding),
      onProgress: () => undefined,
      onNote: log.noteFor(about),
    },
    source,
  )
  return {
    target,
    result: await withEdits(scanned, opened, configured, request),
    isPublic: about.isPublic,
    configured,
    policy,
    found,
    suppressed,
    pushedAway: await findPushedAway(target, opened),
  }
}

interface About {
  readonly isPublic: boolean
  /** `undefined`: there is none that the change did not bring. */
  readonly policyCommit: ObjectId | undefined
  /** Commits that were there before a new reference. */
  readonly known: readonly ObjectId[]
}

/** Asks the forge for what the payload does not say. What nobody knows to be private counts as public. */
async function askAbout({ target, forge, inputs }: TargetRequest): Promise<About> {
  const { repository, policy } = target
  const isNew = target.kind === 'push' && target.before === undefined && target.after !== undefined
  const wantsDefault = (policy.kind === 'default-branch' && inputs.policy === undefined) || isNew
  const own = policy.kind === 'commit' ? policy.commit : undefined
  if (!wantsDefault && repository.isPublic !== undefined)
    return { isPublic: repository.isPublic, policyCommit: own, known: [] }
  if (forge === undefined) {
    if (wantsDefault && policy.kind === 'default-branch' && inputs.policy === undefined)
      throw noToken('this event is judged by the policy of the default branch, whose newest commit only GitHub can tell', 'policy: OWNER/REPO@COMMIT')
    return { isPublic: repository.isPublic ?? true, policyCommit: own, known: [] }
  }
  const asked = await forge.readRepository(repository.name)
  const isFirst = policy.kind === 'none'
  const known = isNew && !isFirst && asked.defaultCommit !== undefined ? [asked.defaultCommit] : []
  return {
    isPublic: repository.isPublic ?? asked.isPublic,
    policyCommit: policy.kind === 'default-branch' ? asked.defaultCommit : own,
    known,
  }
} // prettier-ignore

function hashBytesOf(target: Target): 20 | 32 {
  const id =
    target.kind === 'push'
      ? (target.after ?? target.before)
      : 'head' in target
        ? target.head
        : target.policy.kind === 'commit'
          ? target.policy.commit
          : undefined
  return id?.length === 64 ? 32 : 20
}

/** Said once the objects are there: which files of the change would alter the policy. */
async function withEdits(
  result: ScanResult,
  { repository }: ChangeRepository,
  { configuration }: ReadConfiguration,
  { target }: TargetRequest,
): Promise<ScanResult> {
  const range = rangeOf(target)
  if (range === undefined || range.base === range.head || result.coverage.change === undefined)
    return result
  return withPolicyEdits(result, () => findPolicyEdits({ repository, ...range, configuration }))
}

export function rangeOf(target: Target): { base: ObjectId; head: ObjectId } | undefined {
  if (target.kind === 'pull' || target.kind === 'merge-group')
    return { base: target.base, head: target.head }
  if (target.kind !== 'push' || target.before === undefined || target.after === undefined)
    return undefined
  return { base: target.before, head: target.after }
}

async function findPushedAway(
  target: Target,
  { repository }: ChangeRepository,
): Promise<ReadonlySet<string>> {
  if (target.kind !== 'pull' || target.formerHeads.length === 0) return new Set()
  const { base, head, formerHeads } = target
  const revisions = [...formerHeads, `^${head}`, `^${base}`]
  try {
    const listed = await runGit(repository, ['rev-list', '--stdin'], `${revisions.join('\n')}\n`)
    return new Set(listed.toString().split('\n').filter(Boolean))
  } catch {
    // What could not be fetched is a problem of the scan already.
    return new Set()
  }
}
