import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPolicy, type OpenPolicy } from '../action/open-policy.ts'
import { removeDirectory } from '../git/remove-directory.ts'
import { readGithubAddresses } from '../github/github-addresses.ts'
import type { Github } from '../github/github.ts'
import { openGithub } from '../github/open-github.ts'
import { readFormerHeads } from '../github/read-former-heads.ts'
import { readGithubAuth } from '../github/read-github-auth.ts'
import { readPullTexts } from '../github/read-pull-texts.ts'
import { readPull, type Pull } from '../github/read-pull.ts'
import type { TextEvent } from '../github/text-event.ts'
import type { Change, ChangeCommits } from '../scan/change/change.ts'
import { findPolicyEdits } from '../scan/change/find-policy-edits.ts'
import {
  openChangeRepository,
  type ChangeRepository,
} from '../scan/change/open-change-repository.ts'
import { scanChange } from '../scan/change/scan-change.ts'
import { withPolicyEdits } from '../scan/change/with-policy-edits.ts'
import type { ScanSource } from '../scan/scan-session.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { ExitStatus } from './exit-status.ts'
import { interruptSignal } from './interrupt-signal.ts'
import type { PrOptions } from './pr-options.ts'
import { runScan } from './scan-command.ts'

/** `stanch scan pr`: all that a pull request brings, under the policy of its base. Nothing of it is checked out. */
export async function runScanPr(options: PrOptions): Promise<ExitStatus> {
  const { pull: named, quiet } = options
  const { env } = process
  const signal = interruptSignal()
  const addresses = readGithubAddresses(env, named.serverUrl)
  const auth = readGithubAuth(env, addresses, named.repository)
  const onNote = (note: string) => void (quiet || process.stderr.write(`stanch: ${note}\n`))
  const github = await openGithub({ addresses, auth, env, signal, onNote })
  const temporaryDirectory = mkdtempSync(join(tmpdir(), 'stanch-pr-'))
  const remove = () => removeDirectory(temporaryDirectory)
  // A second interrupt ends the process at once.
  process.once('exit', remove)
  try {
    const pull = await readPull(github, named.repository, named.number)
    const token = await github.readToken()
    const access = { serverUrl: github.webUrl, token, temporaryDirectory, env, signal }
    return await scanWith(options, { github, pull, access })
  } finally {
    await github.close()
    process.off('exit', remove)
    remove()
  }
}

interface Opened {
  readonly github: Github
  readonly pull: Pull
  readonly access: Omit<Parameters<typeof openChangeRepository>[0], 'workspace' | 'repository'>
}

async function scanWith(options: PrOptions, opened: Opened): Promise<ExitStatus> {
  const { github, pull, access } = opened
  const { repository, base } = pull
  const hashBytes = base.length === 64 ? 32 : 20
  const changeRepository = await openChangeRepository({
    ...access,
    repository,
    workspace: options.clone,
    hashBytes,
  })
  try {
    const central = options.policy
    const places = { central, commit: base, repository, changeRepository, access }
    // What the person names is theirs.
    const policy = options.configurationPath === undefined ? await openPolicy(places) : undefined
    try {
      const { formerHeads, problem } = await askFormerHeads(github, pull)
      const change: Change = {
        repository,
        commits: commitsOf(pull, formerHeads),
        texts: textsOf(github, pull, problem),
        pull: { number: pull.number, url: pull.url },
      }
      const configurationPath = policy?.configurationPath ?? options.configurationPath
      const source = sourceOf(change, changeRepository, policy, options)
      return await runScan({ ...options, configurationPath }, source)
    } finally {
      policy?.close()
    }
  } finally {
    changeRepository.close()
  }
}

/** What cannot be asked is a problem of the scan, as everything that may be missing. */
async function askFormerHeads(
  github: Github,
  pull: Pull,
): Promise<{ formerHeads: readonly string[]; problem?: TextEvent }> {
  try {
    return { formerHeads: await readFormerHeads(github, pull) }
  } catch (error) {
    if (!(error instanceof StanchError)) throw error
    const path = `${pull.repository}/pull/${pull.number}/former-heads`
    return { formerHeads: [], problem: { kind: 'problem', path, reason: reasonOf(error) } }
  }
}

async function* textsOf(
  github: Github,
  pull: Pull,
  problem: TextEvent | undefined,
): AsyncGenerator<TextEvent> {
  if (problem) yield problem
  yield* readPullTexts(github, pull)
}

function commitsOf({ base, head, commits }: Pull, formerHeads: readonly string[]): ChangeCommits {
  if (base === head && formerHeads.length === 0)
    return { kind: 'none', why: 'base and head are the same commit' }
  return { kind: 'range', base, head, formerHeads, countedByForge: commits }
}

function sourceOf(
  change: Change,
  { repository, supply }: ChangeRepository,
  policy: OpenPolicy | undefined,
  options: PrOptions,
): ScanSource {
  const at = policy === undefined ? options.configurationPath : policy.at
  return async (request, listener) => {
    const result = await scanChange(
      { ...request, repository, supply, change, policy: { at, edits: [] } },
      listener,
    )
    const { commits } = change
    if (commits.kind !== 'range' || request.signal.aborted) return result
    const { base, head } = commits
    const { configuration } = request
    return withPolicyEdits(result, () => findPolicyEdits({ repository, base, head, configuration }))
  }
}
