import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { ActionHost } from '../../src/action/action-host.ts'
import type { Forge } from '../../src/action/forge.ts'
import { variableOf } from '../../src/action/inputs.ts'
import { runAction } from '../../src/action/run-action.ts'
import type { CommentPlace, OwnComment, PullComments } from '../../src/github/pull-comments.ts'
import type { TextEvent } from '../../src/github/text-event.ts'
import { StanchError } from '../../src/text/error.ts'
import { newDirectory, removeDirectory, runGit, testDirectory } from '../git/git-process.ts'
import { ObjectStore, writeLoose, type Files } from '../git/object-store.ts'
import { serverSettings, startGitServer } from '../github/git-server.ts'
import { onTestFinished } from 'vitest'

export const repositoryName = 'octo/shop'

/** A repository on a server of its own. Its objects are written as git writes them, without a process for each. */
export class Forgery {
  readonly directory = newDirectory()
  /** What the server serves. */
  readonly root = join(this.directory, 'served')
  readonly #bare: string
  readonly #store = new ObjectStore()
  /** Files of each commit. */
  readonly #files = new Map<string, Files>()
  #last: string | undefined
  url = ''

  constructor(name: string) {
    this.#bare = join(this.root, `${name}.git`)
  }

  /** @param onEnd calls back when nobody needs it any more: after the test, or after all of a file (`afterAll`) */
  static async start(
    name = repositoryName,
    onEnd: (release: () => void | Promise<void>) => void = onTestFinished,
  ): Promise<Forgery> {
    const forgery = new Forgery(name)
    onEnd(() => removeDirectory(forgery.directory))
    const bare = forgery.#bare
    mkdirSync(bare, { recursive: true })
    runGit(bare, ['init', '-q', '--bare', '-b', 'main', '--template=', '.'])
    const settings = Object.entries(serverSettings).map(([key, value]) => {
      const dot = key.indexOf('.')
      return `[${key.slice(0, dot)}]\n${key.slice(dot + 1)} = ${value}\n`
    })
    appendFileSync(join(bare, 'config'), settings.join(''))
    const server = await startGitServer({ root: forgery.root })
    onEnd(() => server.stop())
    forgery.url = server.url
    return forgery
  }

  /** Commits what `files` says on top of `parent` (the commit before, where none is given). `null` deletes. @returns the commit */
  commit(
    files: Record<string, string | null>,
    {
      parent = this.#last,
      message = 'a change',
      ref = 'refs/heads/main',
    }: { parent?: string; message?: string; ref?: string } = {},
  ): string {
    const store = this.#store
    const known = new Set(store.objects.keys())
    const now = new Map(parent === undefined ? [] : this.#files.get(parent))
    for (const [path, text] of Object.entries(files)) {
      if (text === null) now.delete(path)
      else now.set(path, { mode: '100644', id: store.blob(Buffer.from(text)) })
    }
    const id = store.commit({
      tree: store.tree(now),
      parents: parent === undefined ? [] : [parent],
      time: 1_700_000_000,
      message: `${message}\n`,
    })
    for (const object of store.objects.values())
      if (!known.has(object.id)) writeLoose(join(this.#bare, 'objects'), object)
    const reference = join(this.#bare, ref)
    mkdirSync(dirname(reference), { recursive: true })
    writeFileSync(reference, `${id}\n`)
    this.#files.set(id, now)
    this.#last = id
    return id
  }

  /** A clone as `actions/checkout` makes it; `depth` of commits. */
  checkout(commit: string, depth?: number): string {
    const directory = join(this.directory, `checkout-${commit.slice(0, 8)}-${depth ?? 'all'}`)
    mkdirSync(directory)
    runGit(directory, ['init', '-q', '.'])
    const limits = depth === undefined ? [] : [`--depth=${depth}`]
    // Not by the server: it is in this process, which waits.
    const url = `file://${join(this.root, `${repositoryName}.git`)}`
    runGit(directory, ['fetch', '-q', ...limits, url, commit])
    runGit(directory, ['checkout', '-q', '--detach', commit])
    return directory
  }
}

/** A forge without a network: comments are kept, texts are given. */
export class StubForge implements Forge {
  readonly comments: (OwnComment & { place: CommentPlace | undefined })[] = []
  readonly calls: string[] = []
  isPublic = false
  mayWrite = true
  defaultCommit: string | undefined
  texts: TextEvent[] = []

  async readRepository() {
    this.calls.push('repository')
    return { isPublic: this.isPublic, defaultCommit: this.defaultCommit }
  }

  async *readTexts() {
    yield* this.texts
  }

  commentsOf(): PullComments {
    const { comments, calls } = this
    const assertMayWrite = () => {
      if (!this.mayWrite) throw new StanchError('GITHUB_FORBIDDEN', 'Resource not accessible by integration') // prettier-ignore
    }
    const set = (comment: OwnComment, fields: Partial<OwnComment>) => {
      const at = comments.findIndex(({ id }) => id === comment.id)
      comments[at] = { ...comments[at]!, ...fields }
    }
    return {
      list: async () => [...comments],
      create: async (body, place) => {
        assertMayWrite()
        calls.push('create')
        const number = comments.length + 1
        const thread = place && { id: `t${number}`, isResolved: false }
        const kind = place ? ('review-comment' as const) : ('comment' as const)
        comments.push({ id: `c${number}`, time: '2026-11-26T12:00:00Z', kind, url: `https://github.com/octo/shop/pull/7#r${number}`, body, thread, place }) // prettier-ignore
        return comments.at(-1)!
      },
      update: async (comment, body) => {
        assertMayWrite()
        if (comment.body === body) return
        calls.push('update')
        set(comment, { body })
      },
      resolve: async (comment) => {
        calls.push('resolve')
        set(comment, { thread: { id: comment.thread?.id ?? 't', isResolved: true } })
        return true
      },
      unresolve: async (comment) => {
        calls.push('unresolve')
        set(comment, { thread: { id: comment.thread?.id ?? 't', isResolved: false } })
        return true
      },
      settle: async () => undefined,
    }
  }

  estate(): never {
    throw new Error('no estate here')
  }

  async close() {}
}

export interface EntryRequest {
  readonly event: string
  readonly payload: unknown
  readonly forgery: Forgery
  readonly forge?: StubForge
  readonly inputs?: Record<string, string>
  readonly env?: Record<string, string>
  /** A checkout; by default an empty directory. */
  readonly workspace?: string
  readonly signal?: AbortSignal
}

export interface EntryEnded {
  readonly status: number
  readonly out: string
  readonly err: string
  readonly outputs: Record<string, string>
  readonly summary: string
  /** Everything that was written anywhere, for leaks. */
  readonly all: string
  readonly workspace: string
  readonly temporary: readonly string[]
}

/** Runs the whole entry in this process. */
export async function runEntry({
  event,
  payload,
  forgery,
  forge = new StubForge(),
  inputs = {},
  env = {},
  workspace = testDirectory(),
  signal = new AbortController().signal,
}: EntryRequest): Promise<EntryEnded> {
  const directory = testDirectory()
  const [eventPath, output, summary, temp] = ['event.json', 'output', 'summary', 'temp'].map((name) => join(directory, name)) as [string, string, string, string] // prettier-ignore
  mkdirSync(temp)
  writeFileSync(eventPath, typeof payload === 'string' ? payload : JSON.stringify(payload))
  let [out, err] = ['', '']
  const host: ActionHost = {
    env: {
      PATH: process.env['PATH'],
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: forgery.url,
      GITHUB_RUN_ID: '42',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
      [variableOf('token')]: 'a-job-token',
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [variableOf(name), value])), // prettier-ignore
      ...env,
    },
    writeOut: (text) => (out += text),
    writeError: (text) => (err += text),
    now: () => Date.parse('2026-11-26T12:00:00Z'),
    signal,
    openForge: async () => forge,
  }
  const status = await runAction(host)
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  const files = ['sarif', 'report'].map((name) => inputs[name]).filter((path) => path !== undefined)
  const written = files.map((path) => read(join(workspace, path)))
  return {
    status,
    out,
    err,
    outputs: parseOutputs(read(output)),
    summary: read(summary),
    all: [out, err, read(output), read(summary), ...written, ...forge.comments.map(({ body }) => body)].join('\n'), // prettier-ignore
    workspace,
    temporary: readdirSync(temp),
  }
}

/** As the runner reads it. */
export function parseOutputs(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [, name, , value] of text.matchAll(/^(\S+?)<<(.+)\n([\s\S]*?)\n\2$/gm))
    found[name!] = value!
  return found
}
