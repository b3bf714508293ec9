import { readGithubAddresses } from '../../src/github/github-addresses.ts'
import type { Github } from '../../src/github/github.ts'
import { openGithub, type GithubLimits } from '../../src/github/open-github.ts'
import type { GithubAuth } from '../../src/github/read-github-auth.ts'
import { startGithubServer, type GithubServer, type GithubServerOptions } from './github-server.ts' // prettier-ignore

export interface OpenedGithub {
  readonly server: GithubServer
  readonly github: Github
  readonly notes: string[]
  readonly abort: AbortController
  close(): Promise<void>
}

export interface OpenedOptions extends GithubServerOptions {
  readonly auth?: GithubAuth
  readonly limits?: Partial<GithubLimits>
  readonly env?: Readonly<Record<string, string>>
}

/** A client at a simulator, that waits for nothing it need not wait for. */
export async function openSimulated(options: OpenedOptions): Promise<OpenedGithub> {
  const server = await startGithubServer(options)
  const notes: string[] = []
  const abort = new AbortController()
  const github = await openGithub({
    addresses: readGithubAddresses({}, server.url),
    auth: options.auth ?? { kind: 'none' },
    env: options.env ?? {},
    signal: abort.signal,
    onNote: (note) => notes.push(note),
    limits: { retryMs: 1, writeGapMs: 0, ...options.limits },
  })
  const close = async () => {
    await github.close()
    await server.stop()
  }
  return { server, github, notes, abort, close }
}

/** Of a workflow, with what it is granted. */
export const botToken = 'noise-of-a-workflow'
export const botAuth: GithubAuth = { kind: 'token', token: botToken }
export const botTokens = {
  [botToken]: {
    login: 'github-actions',
    isBot: true,
    permissions: ['pull_requests=write', 'contents=write'],
  },
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
