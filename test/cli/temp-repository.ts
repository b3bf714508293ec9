import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import { plant, templates } from '../engine/real-pack.ts'
import { makeDirectory, run, testKey, type Ended } from './run-stanch.ts'

/** Git without the settings of whoever runs the tests, and always the same people and times. */
export const settings = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'c',
  GIT_COMMITTER_EMAIL: 'c@example.org',
  GIT_ALLOW_PROTOCOL: 'file:http',
  TZ: 'UTC',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
}

const key = parseFingerprintKey(testKey, '')

/** Secrets that were planted, by their fingerprints. */
const planted = new Map<string, number>()

/** A token that the scan reports as `S<number>`. */
export function token(number: number): string {
  const { secret } = plant(templates.token, number)
  planted.set(new Secret(Buffer.from(secret), key).fingerprint, number)
  return secret
}

/** A line with that token. */
export function line(number: number): string {
  return `GH=${token(number)}\n`
}

export interface GitOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string | Uint8Array
}

/** Runs git, which may fail. */
export function tryGit(
  cwd: string,
  args: readonly string[],
  { env = {}, input = '' }: GitOptions = {},
): Promise<Ended> {
  const child = spawn('git', args, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, STANCH_KEY: testKey, ...settings, ...env },
  })
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) =>
      resolve({
        status,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    )
  })
}

/** What a scan ended with; `found` in words, see {@link TempRepository.scan}. */
export interface Scanned {
  readonly status: number | null
  readonly found: readonly string[]
  readonly problems: readonly string[]
  readonly skipped: readonly string[]
  readonly stderr: string
  readonly findings: readonly Finding[]
}

interface Finding {
  readonly fingerprint: string
  readonly line: number
  readonly origin: {
    readonly path: string
    readonly part?: string
    readonly commit: string | null
    readonly inHead?: boolean
  }
}

type Line =
  | (Finding & { readonly type: 'finding' })
  | {
      readonly type: 'coverage'
      readonly problems: readonly { readonly path: string; readonly reason: string }[]
      readonly skipped: readonly { readonly path: string; readonly reason: string }[]
    }
  | { readonly type: 'exposure' }

/** A repository in a temporary directory. */
export class TempRepository {
  readonly directory: string

  constructor(directory: string) {
    this.directory = directory
  }

  /** In a directory of its own that is removed after the test. */
  static make(...options: readonly string[]): Promise<TempRepository> {
    return TempRepository.init(join(makeDirectory(), 'work'), ...options)
  }

  static async init(directory: string, ...options: readonly string[]): Promise<TempRepository> {
    const repository = new TempRepository(directory)
    mkdirSync(directory, { recursive: true })
    await repository.git('init', '--quiet', '--initial-branch=main', '--template=', ...options)
    return repository
  }

  /** @returns what it says, without the last line's end */
  async git(...args: readonly string[]): Promise<string> {
    return this.gitWith({}, ...args)
  }

  async gitWith(options: GitOptions, ...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await tryGit(this.directory, args, options)
    expect(status, `git ${args.join(' ')}: ${stderr}`).toBe(0)
    return stdout.trimEnd()
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.directory, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
    }
  }

  /** Writes files and commits all there is. */
  async commit(
    message: string,
    files: Readonly<Record<string, string | Uint8Array>> = {},
    options: GitOptions = {},
  ): Promise<void> {
    this.write(files)
    await this.git('add', '--all')
    await this.gitWith(options, 'commit', '--quiet', '--allow-empty', `--message=${message}`)
  }

  /** `S1 a.env:2 second`: the secret, where it is, the commit's subject; `staged` where there is none. */
  async scan(
    args: readonly string[],
    { cwd = this.directory, env = {}, input = '' }: GitOptions & { readonly cwd?: string } = {},
  ): Promise<Scanned> {
    const ended = await run(['scan', 'git', '--format', 'jsonl', '--quiet', ...args], {
      cwd,
      env: { ...settings, ...env },
      input,
    })
    const lines = ended.stdout
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as Line)
    const findings = lines.filter((item) => item.type === 'finding')
    const coverage = lines.find((item) => item.type === 'coverage')
    const remarks = (list: readonly { path: string; reason: string }[] = []) =>
      list.map(({ path, reason }) => `${path}: ${reason}`)
    const subjects = findings.length > 0 ? await this.#subjects() : new Map<string, string>()
    return {
      status: ended.status,
      found: findings.map((finding) => wordsOf(finding, subjects)).toSorted(),
      problems: remarks(coverage?.problems),
      skipped: remarks(coverage?.skipped),
      stderr: ended.stderr,
      findings,
    }
  }

  async #subjects(): Promise<Map<string, string>> {
    const listed = await this.git('log', '--all', '--reflog', '--format=%H %s')
    return new Map(
      listed.split('\n').map((text) => [text.split(' ')[0]!, text.replace(/^\S+ /, '')]),
    )
  }
}

function wordsOf(
  { fingerprint, line: at, origin }: Finding,
  subjects: ReadonlyMap<string, string>,
) {
  const { path, part, commit } = origin
  const subject = commit === null ? 'staged' : (subjects.get(commit) ?? commit)
  return `S${planted.get(fingerprint) ?? '?'} ${path}${part ? `(${part})` : ''}:${at} ${subject}`
}
