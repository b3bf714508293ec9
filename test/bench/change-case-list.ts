import { changed, exampleOf } from '../action/example-events.ts'
import { pullPayload, pushPayload } from '../action/payloads.ts'
import type { WorldPull } from '../github/world.ts'

export const repositoryName = 'octo/shop'

/** Where a case commits; all its branches are pushed afterwards. */
export interface Site {
  /** Planted once in each case. */
  readonly secret: string
  /** @returns what it prints */
  git(...args: readonly string[]): string
  /** Adds to the index. */
  write(files: Readonly<Record<string, string>>): void
  /** @returns the commit */
  commit(files: Readonly<Record<string, string>>, message?: string): string
}

export interface ChangeCase {
  readonly title: string
  /** Whether the secret is in the change, true by default. */
  readonly isLeak?: boolean
  build(site: Site): Built
}

export interface Built {
  readonly event: string
  readonly payload: unknown
  /** The commit that the workflow checks out, and how many commits of it; all by default. */
  readonly checkout: string
  readonly depth?: number
  /** Newest commit of the default branch. */
  readonly main: string
  readonly pulls?: readonly WorldPull[]
  /** Of the job's token. */
  readonly permissions?: readonly string[]
  /** The commits that gitleaks' Action is told of, the oldest first; or why it scans nothing. */
  readonly gitleaks: readonly string[] | string
}

const zeros = '0'.repeat(40)
const filesOfDiff = 3100
const emptyList = 'action fails: the list of commits is empty'

export const changeCases: readonly ChangeCase[] = [
  {
    title: 'secret in a merge commit only',
    build: (site) => {
      site.commit({ a: 'one\n' })
      site.git('checkout', '-q', '-b', 'topic')
      site.commit({ b: 'two\n' })
      site.git('checkout', '-q', 'main')
      const base = site.commit({ c: 'three\n' })
      site.git('checkout', '-q', 'topic')
      site.git('merge', '-q', '--no-ff', '--no-commit', 'main')
      const head = site.commit(leak(site), 'merge main')
      return pull(site, base, head)
    },
  },
  {
    title: 'secret in commit 31 of 32',
    build: (site) => {
      const base = start(site)
      for (let at = 1; at < 31; at++) site.commit({ b: `${at}\n` })
      site.commit(leak(site))
      return pull(site, base, site.commit({ b: 'last\n' }))
    },
  },
  {
    title: `secret in file 3,000 of ${filesOfDiff.toLocaleString('en')} (page 30 of 100 files each)`,
    build: (site) => {
      const base = start(site)
      const files = Array.from({ length: filesOfDiff }, (_, at): [string, string] => {
        const line = at + 1 === 3000 ? `TOKEN=${site.secret}` : `value ${at}`
        return [`f${String(at + 1).padStart(5, '0')}.env`, `${line}\n`]
      })
      return pull(site, base, site.commit(Object.fromEntries(files)))
    },
  },
  {
    title: 'secret in file 310 (page 4 of 100 files each)',
    build: (site) => {
      const base = start(site)
      const files = Array.from({ length: 400 }, (_, at): [string, string] => [
        `f${String(at + 1).padStart(5, '0')}.env`,
        at + 1 === 310 ? `TOKEN=${site.secret}\n` : `value ${at}\n`,
      ])
      return pull(site, base, site.commit(Object.fromEntries(files)))
    },
  },
  {
    title: 'merge queue (`merge_group`)',
    build: (site) => {
      const base = start(site)
      const head = site.commit(leak(site))
      const payload = changed('merge_group', exampleOf('merge_group'), {
        'merge_group.base_sha': base,
        'merge_group.head_sha': head,
        'repository.private': true,
      })
      const gitleaks = 'action refuses the event: nothing scanned, exit 1'
      return { event: 'merge_group', payload, checkout: head, main: base, gitleaks }
    },
  },
  {
    title: 'fork, token that only reads',
    build: (site) => {
      const base = start(site)
      const built = pull(site, base, site.commit(leak(site)), {
        fields: { 'pull_request.head.repo.id': 99 },
      })
      return { ...built, permissions: [] }
    },
  },
  {
    title: 'shallow clone, depth 1, secret in commit 1 of 3',
    build: (site) => {
      const base = start(site)
      site.commit(leak(site))
      site.commit({ 'k.env': 'TOKEN=\n' })
      return { ...pull(site, base, site.commit({ b: 'two\n' })), depth: 1 }
    },
  },
  {
    title: 'added, and reverted two commits later',
    build: (site) => {
      const base = start(site)
      site.commit(leak(site))
      site.commit({ b: 'two\n' })
      site.git('revert', '--no-edit', 'HEAD~1')
      return pull(site, base, site.git('rev-parse', 'HEAD'))
    },
  },
  {
    title: 'force-pushed away (`synchronize`)',
    build: (site) => {
      const base = start(site)
      const before = site.commit(leak(site))
      // The server keeps what was forced away, without a branch.
      site.git('update-ref', 'refs/kept/before', before)
      site.git('reset', '-q', '--hard', base)
      const head = site.commit({ b: 'two\n' })
      return pull(site, base, head, { fields: { before, after: head }, action: 'synchronize' })
    },
  },
  {
    title: 'push of a new branch, three commits',
    build: (site) => {
      const base = start(site)
      const first = site.commit({ b: 'two\n' })
      const second = site.commit(leak(site))
      const head = site.commit({ b: 'three\n' })
      const payload = pushPayload({ before: zeros, after: head, created: true })
      const gitleaks = [first, second, head]
      return { event: 'push', payload, checkout: head, main: base, gitleaks }
    },
  },
  {
    title: 'base == head (nothing to find)',
    isLeak: false,
    build: (site) => {
      const base = start(site)
      return { ...pull(site, base, base), gitleaks: emptyList }
    },
  },
  {
    title: 'title of the pull request',
    build: (site) => {
      const base = start(site)
      const title = `use ${site.secret}`
      return pull(site, base, site.commit({ b: 'two\n' }), {
        fields: { 'pull_request.title': title },
        world: { title },
      })
    },
  },
  {
    title: 'comment on the pull request',
    build: (site) => {
      const base = start(site)
      return pull(site, base, site.commit({ b: 'two\n' }), {
        world: { comments: [{ body: `try ${site.secret}` }] },
      })
    },
  },
]

function leak({ secret }: Site): Record<string, string> {
  return { 'k.env': `A=1\nTOKEN=${secret}\n` }
}

/** @returns the base, of which a branch is checked out */
function start(site: Site): string {
  site.commit({ a: 'zero\n' })
  const base = site.commit({ a: 'one\n' })
  site.git('checkout', '-q', '-b', 'topic')
  return base
}

/** Checked out is what GitHub would merge, as in most workflows. */
function pull(
  site: Site,
  base: string,
  head: string,
  {
    fields = {},
    action,
    world = {},
  }: {
    readonly fields?: Record<string, unknown>
    readonly action?: string
    readonly world?: Partial<WorldPull>
  } = {},
): Built {
  const range = site.git('rev-list', '--reverse', '--topo-order', `${base}..${head}`)
  const commits = range.split('\n').filter(Boolean)
  const merge = site.git('commit-tree', '-m', 'merge', '-p', base, '-p', head, `${head}^{tree}`)
  site.git('update-ref', 'refs/pull/7/head', head)
  site.git('update-ref', 'refs/pull/7/merge', merge)
  const count = { 'pull_request.commits': commits.length }
  return {
    event: 'pull_request',
    payload: pullPayload(base, head, { ...count, ...fields }, action),
    checkout: base === head ? head : merge,
    main: base,
    pulls: [
      {
        number: 7,
        title: 'a title',
        body: 'a body',
        base: { ref: 'main', sha: base },
        head: { ref: 'topic', sha: head },
        commits,
        files: { 'k.env': [1, 2] },
        ...world,
      },
    ],
    gitleaks: commits,
  }
}
