import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { devNull } from 'node:os'
import { StanchError } from '../text/error.ts'
import { gitMissing, gitProgram } from './git-program.ts'
import { isolatedEnvironment } from './isolated-environment.ts'
import { remoteSettings, settingVariables } from './remote-settings.ts'

/** What git may do at a remote: with whose credentials, and until when. */
export interface RemoteAccess {
  /** Sent to this origin and no other, by the environment: arguments are seen by everybody on the machine. */
  readonly origin: string
  /** Of who asks; `undefined`: nobody. Asked for each time, since some are good for an hour only. */
  readonly readToken: () => Promise<string | undefined>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

export interface ListedReferences {
  /** `sha256:…` over names and objects. */
  readonly digest: string
  readonly count: number
  /** `refs/heads/main`, what HEAD stands for. */
  readonly head: string | undefined
}

/**
 * References of a repository elsewhere.
 *
 * @returns `undefined` when there is none, or it may not be seen
 * @throws StanchError `FETCH_FAILED`, `GIT_MISSING`
 */
export async function listRemoteReferences(
  url: string,
  access: RemoteAccess,
): Promise<ListedReferences | undefined> {
  const { status, output, said, isAuthenticated } = await runRemoteGit(
    ['ls-remote', '--symref', '--', url],
    access,
  )
  if (status !== 0) {
    // Who shows no credentials is asked for some where nothing is.
    const isAsked = !isAuthenticated && /could not read Username/.test(said)
    if (isAsked || /not found|does not exist/i.test(said)) return undefined
    throw fetchFailed(url, said)
  }
  const lines = output.split('\n').filter((line) => line !== '')
  const head = lines.map((line) => /^ref: (refs\/heads\/\S+)\tHEAD$/.exec(line)?.[1]).find(Boolean)
  const references = lines.filter((line) => /^[0-9a-f]{40,64}\t/.test(line))
  const hash = createHash('sha256').update(references.join('\n'))
  return { digest: `sha256:${hash.digest('hex')}`, count: references.length, head }
}

/**
 * Brings all references of a repository elsewhere into a bare one, which is made when it is not there. What was taken away
 * there stays here.
 *
 * @throws StanchError `FETCH_FAILED`, `GIT_MISSING`
 */
export async function mirrorRemote(
  url: string,
  directory: string,
  head: string | undefined,
  access: RemoteAccess,
): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const run = async (args: readonly string[]) => {
    const { status, said } = await runRemoteGit(args, access, directory)
    if (status !== 0) throw fetchFailed(url, said)
  }
  await run(['init', '--quiet', '--bare', '--template=', '.'])
  if (head !== undefined) await run(['symbolic-ref', 'HEAD', head])
  const quiet = ['--quiet', '--no-tags', '--no-auto-maintenance', '--no-recurse-submodules']
  await run(['fetch', ...quiet, '--no-write-fetch-head', '--', url, '+refs/*:refs/*'])
}

interface RemoteAnswer {
  readonly status: number | null
  readonly output: string
  readonly said: string
  readonly isAuthenticated: boolean
}

/** Neither hooks, nor helpers, nor configuration of the machine or of the user take part. */
async function runRemoteGit(
  args: readonly string[],
  { origin, readToken, env, signal }: RemoteAccess,
  directory?: string,
): Promise<RemoteAnswer> {
  const token = await readToken()
  const child = spawn(gitProgram(), args, {
    cwd: directory,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...isolatedEnvironment(env, devNull),
      LC_ALL: 'C',
      GIT_ALLOW_PROTOCOL: isLoopbackOrigin(origin) ? 'http:https' : 'https',
      ...settingVariables(remoteSettings(origin, token, env)),
    },
  })
  const output: Buffer[] = []
  const errors: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(signal.aborted ? signal.reason : gitMissing(error)))
    child.on('close', resolve)
  })
  signal.throwIfAborted()
  return {
    status,
    output: Buffer.concat(output).toString(),
    said: Buffer.concat(errors).toString().trim(),
    isAuthenticated: token !== undefined,
  }
}

function isLoopbackOrigin(address: string): boolean {
  return /^http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::|$)/.test(address)
}

function fetchFailed(url: string, said: string): StanchError {
  const line = said.split('\n').findLast((text) => text !== '') ?? 'nothing'
  return new StanchError(
    'FETCH_FAILED',
    `${url} could not be read; git said: ${line.slice(0, 300)}`,
  )
}
