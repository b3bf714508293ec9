import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GitOrigin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { messageParts } from '../../src/git/message.ts'
import { defaultConfiguration, type Configuration } from '../../src/scan/configuration.ts'
import {
  emptyOutcome,
  type DocumentScanner,
  type Outcome,
} from '../../src/scan/document-scanner.ts'
import { makeDocumentScanner } from '../../src/scan/make-document-scanner.ts'
import { labelOfBytes } from '../../src/sources/walk-label.ts'
import { gitLines, gitWord, runGit } from './git-process.ts'
import { succeeds } from '../sources/temp-tree.ts'
import { key } from './scan-in-process.ts'

// The plain reference: git lists every commit, every tree and every blob; each blob is scanned whole under each of
// its paths, as a file would be. No packs, no deltas, no short cuts.

/** A finding, and every commit that may be named with it: two commits of one second are equally old. */
export interface ExpectedFinding {
  readonly finding: Finding
  readonly commits: readonly (string | null)[]
}

export interface Expected {
  readonly findings: readonly ExpectedFinding[]
  /** `<reason> <path>`, each once. */
  readonly skipped: ReadonlySet<string>
  readonly problems: ReadonlySet<string>
  readonly blobs: ReadonlyMap<string, Buffer>
}

interface Commit {
  readonly id: string
  readonly parents: readonly string[]
  readonly tree: string
  /** Committer's time, but never before a parent's. */
  age: number
}

interface TreeItem {
  /** As it is reported. */
  readonly path: string
  readonly pathBytes: Buffer
  readonly object: string
  readonly isBlob: boolean
}

/** Where something stands, and the commits that are the oldest to have it. */
interface Place extends TreeItem {
  commits: string[]
  inHead: boolean
}

/** What of a configuration changes what is found. */
export type ScanSettings = Pick<Configuration, 'minConfidence' | 'limits'>

const scanners = new Map<string, DocumentScanner>()

/** One for each setting: making one takes longer than most scans. */
async function scannerFor({ minConfidence, limits }: ScanSettings): Promise<DocumentScanner> {
  const name = JSON.stringify([minConfidence, limits])
  const known = scanners.get(name)
  if (known) return known
  const scanner = makeDocumentScanner(
    { scanner: { key, minConfidence, limits, largeBytes: Infinity }, disabledRules: [] },
    () => undefined,
  )
  await scanner.loadArchives()
  scanners.set(name, scanner)
  return scanner
}

const defaultScanner = await scannerFor(defaultConfiguration)

export async function scanPlainly(
  directory: string,
  settings: ScanSettings = defaultConfiguration,
): Promise<Expected> {
  return new PlainScan(directory, await scannerFor(settings)).run()
}

class PlainScan {
  readonly #directory: string
  readonly #scanner: DocumentScanner
  readonly #commits = new Map<string, Commit>()
  readonly #places = new Map<string, Place>()
  readonly #bytes = new Map<string, Buffer>()
  readonly #found: ExpectedFinding[] = []
  readonly #skipped = new Set<string>()
  readonly #problems = new Set<string>()

  constructor(directory: string, scanner: DocumentScanner) {
    this.#directory = directory
    this.#scanner = scanner
  }

  run(): Expected {
    const references = this.#references()
    const head = this.#head()
    this.#readCommits([...references.map(({ id }) => id), ...(head ? [head] : [])])
    const inHead = new Set(head ? gitLines(this.#directory, ['rev-list', head]) : [])
    this.#placeFiles(head)
    const { tags, trees, blobs } = this.#readTags(references)
    this.#listTrees(trees)
    for (const tree of trees) this.#placeTree(tree, undefined, false)
    for (const blob of blobs) this.#placeBlob(blob)
    this.#readObjects(
      [...this.#places.values()].filter((place) => place.isBlob).map((place) => place.object),
    )
    for (const place of this.#places.values()) this.#scanPlace(place)
    for (const { id } of this.#commits.values()) this.#scanMessage(id, [id], inHead.has(id), false)
    for (const [tag, target] of tags) {
      this.#scanMessage(tag, [this.#commits.has(target) ? target : null], false, true)
    }
    this.#scanNames()
    for (const { name, id } of references) {
      const target = this.#peeled(id, tags)
      const commit = this.#commits.has(target) ? target : null
      this.#scanText(
        Buffer.from(name),
        { kind: 'git', path: name, part: 'ref', commit, inHead: false },
        [commit],
      )
    }
    const mask = maskOf(this.#found)
    return {
      findings: oneOfEach(this.#found).map(({ finding, commits }) => {
        const origin = finding.origin as GitOrigin
        return { finding: { ...finding, origin: { ...origin, path: mask(origin.path) } }, commits }
      }),
      skipped: new Set([...this.#skipped].map(mask)),
      problems: new Set([...this.#problems].map(mask)),
      blobs: this.#bytes,
    }
  }

  /** All names, those of older stashes included. */
  #references(): { name: string; id: string }[] {
    const listed = gitLines(this.#directory, ['for-each-ref', '--format=%(objectname) %(refname)'])
    const references = listed.map((line) => {
      const [id, name] = line.split(' ')
      return { id: id!, name: name! }
    })
    const log = join(this.#directory, '.git/logs/refs/stash')
    if (existsSync(log)) {
      for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
        references.push({ id: line.split(' ')[1]!, name: 'stash@{}' })
      }
    }
    return references
  }

  /** `undefined` before the first commit. */
  #head(): string | undefined {
    const commit = ['rev-parse', '-q', '--verify', 'HEAD^{commit}']
    return succeeds(() => runGit(this.#directory, commit))
      ? gitWord(this.#directory, commit)
      : undefined
  }

  #readCommits(tips: readonly string[]): void {
    // What is no commit is passed over; HEADs of all work trees come with --all.
    const format = '--format=%ct %H %T %P'
    const lines = gitLines(
      this.#directory,
      ['rev-list', '--all', '--topo-order', '--reverse', format, '--stdin'],
      this.#commitsAmong(tips)
        .map((id) => `${id}\n`)
        .join(''),
    )
    for (const line of lines) {
      if (line.startsWith('commit ')) continue
      const [time, id, tree, ...parents] = line.split(' ').filter((word) => word !== '')
      const ages = parents.map((parent) => this.#commits.get(parent)!.age)
      this.#commits.set(id!, {
        id: id!,
        tree: tree!,
        parents,
        age: Math.max(Number(time), ...ages),
      })
    }
  }

  #commitsAmong(ids: readonly string[]): string[] {
    const types = gitLines(
      this.#directory,
      ['cat-file', '--batch-check=%(objecttype)'],
      ids.join('\n'),
    )
    return ids.filter((_, at) => types[at] === 'commit')
  }

  #placeFiles(head: string | undefined): void {
    const byAge = [...this.#commits.values()].toSorted((left, right) => left.age - right.age)
    this.#listTrees(byAge.map(({ tree }) => tree))
    for (const commit of byAge) this.#placeTree(commit.tree, commit, commit.id === head)
  }

  readonly #trees = new Map<string, TreeItem[]>()

  #placeTree(tree: string, commit: Commit | undefined, isHead: boolean): void {
    for (const item of this.#trees.get(tree)!) {
      const name = `${item.object} ${item.path}`
      const place = this.#places.get(name) ?? { ...item, commits: [], inHead: false }
      this.#places.set(name, place)
      if (isHead) place.inHead = true
      if (commit && this.#isAmongOldest(place, commit)) place.commits.push(commit.id)
    }
  }

  /** Commits come by age. */
  #isAmongOldest({ commits }: Place, { age }: Commit): boolean {
    return commits.length === 0 || this.#commits.get(commits[0]!)!.age === age
  }

  /** All trees at once: a process for each takes longer than all that is done with them. */
  #listTrees(trees: Iterable<string>): void {
    const wanted = [...new Set(trees)].filter((tree) => !this.#trees.has(tree))
    if (wanted.length === 0) return
    // Whatever a tree has is what it has more than one without entries.
    const empty = gitWord(this.#directory, ['hash-object', '-t', 'tree', '--stdin'])
    const listed = runGit(
      this.#directory,
      ['diff-tree', '--stdin', '-r', '-t', '-z', '--no-renames'],
      wanted.map((tree) => `${empty} ${tree}\n`).join(''),
    ).toString('latin1')
    for (const tree of wanted) this.#trees.set(tree, [])
    let items: TreeItem[] = []
    const pattern = /[0-9a-f]+ ([0-9a-f]+)\n|:0+ (\d+) 0+ ([0-9a-f]+) A\0([^\0]*)\0/gy
    let end = 0
    for (const [text, tree, mode, object, path] of listed.matchAll(pattern)) {
      end += text.length
      if (tree !== undefined) items = this.#trees.get(tree)!
      else if (mode !== '160000') items.push(treeItem(mode!, object!, Buffer.from(path!, 'latin1')))
    }
    if (end !== listed.length) throw new Error(`git diff-tree: ${listed.slice(end, end + 80)}`)
  }

  /** A blob that only a tag names stands under its own name. */
  #placeBlob(blob: string): void {
    if ([...this.#places.values()].some(({ object }) => object === blob)) return
    const pathBytes = Buffer.from(blob)
    this.#places.set(blob, {
      path: blob,
      pathBytes,
      object: blob,
      isBlob: true,
      commits: [],
      inHead: false,
    })
  }

  #readTags(references: readonly { readonly id: string }[]) {
    const tags = new Map<string, string>()
    const trees = new Set<string>()
    const blobs = new Set<string>()
    const chains = new Map<string, string[]>()
    for (const { id } of references) chains.set(id, [id])
    for (;;) {
      const ends = [...chains.values()].map((chain) => chain.at(-1)!)
      const types = gitLines(
        this.#directory,
        ['cat-file', '--batch-check=%(objecttype)'],
        ends.join('\n'),
      )
      this.#readObjects(ends.filter((_, at) => types[at] === 'tag'))
      let isDone = true
      for (const [at, chain] of [...chains.values()].entries()) {
        if (types[at] === 'tree') trees.add(ends[at]!)
        if (types[at] === 'blob') blobs.add(ends[at]!)
        if (types[at] !== 'tag') continue
        isDone = false
        chain.push(/^object (\w+)/.exec(this.#bytes.get(ends[at]!)!.toString('latin1'))![1]!)
      }
      if (isDone) break
    }
    for (const chain of chains.values()) {
      for (const tag of chain.slice(0, -1)) tags.set(tag, chain.at(-1)!)
    }
    return { tags, trees, blobs }
  }

  #peeled(id: string, tags: ReadonlyMap<string, string>): string {
    return tags.get(id) ?? id
  }

  #readObjects(ids: readonly string[]): void {
    const wanted = [...new Set(ids)].filter((id) => !this.#bytes.has(id))
    if (wanted.length === 0) return
    const output = runGit(this.#directory, ['cat-file', '--batch', '--buffer'], wanted.join('\n'))
    let at = 0
    for (const id of wanted) {
      const end = output.indexOf(10, at)
      const [, , size] = output.toString('latin1', at, end).split(' ')
      at = end + 1 + Number(size) + 1
      this.#bytes.set(id, output.subarray(end + 1, at - 1))
    }
  }

  #scanPlace({ path, object, isBlob, commits, inHead }: Place): void {
    if (!isBlob) return
    const bytes = this.#bytes.get(object)!
    if (
      bytes.length <= 1024 &&
      bytes.toString('latin1').startsWith('version https://git-lfs.github.com/spec/')
    ) {
      // A head of archives, and what is no text, come first.
      this.#skipped.add(`${pointerReason} ${path}`)
    }
    const oldest = commits.length === 0 ? [null] : commits
    const outcome = emptyOutcome()
    this.#scanner.scanBytes(
      bytes,
      { kind: 'git', path, blob: object, commit: oldest[0]!, inHead },
      outcome,
    )
    this.#take(outcome, oldest)
  }

  #scanMessage(
    id: string,
    commits: readonly (string | null)[],
    inHead: boolean,
    isTag: boolean,
  ): void {
    this.#readObjects(isTag ? [id] : [...this.#commits.keys()])
    for (const { part, bytes } of messageParts(this.#bytes.get(id)!, isTag)) {
      this.#scanText(bytes, { kind: 'git', path: '', part, commit: commits[0]!, inHead }, commits)
    }
  }

  /** Paths whose last part may hold a secret; where it is an earlier part, that directory has a path of its own. */
  #scanNames(): void {
    const byPath = new Map<string, Place[]>()
    for (const place of this.#places.values()) {
      if (place.path !== place.object)
        byPath.set(place.path, [...(byPath.get(place.path) ?? []), place])
    }
    for (const [path, places] of byPath) {
      const { pathBytes } = places[0]!
      const name = pathBytes.subarray(pathBytes.lastIndexOf('/') + 1)
      const outcome = emptyOutcome()
      this.#scanner.scanText(name, { kind: 'git', path: '', commit: null }, outcome)
      if (outcome.found.length === 0) continue
      const all = places.flatMap(({ commits }) => commits)
      const age = Math.min(...all.map((id) => this.#commits.get(id)!.age))
      const oldest = all.filter((id) => this.#commits.get(id)!.age === age)
      const commits = oldest.length === 0 ? [null] : oldest
      const inHead = places.some((place) => place.inHead)
      this.#scanText(
        Buffer.from(path),
        { kind: 'git', path, part: 'path', commit: commits[0]!, inHead },
        commits,
      )
    }
  }

  #scanText(bytes: Uint8Array, origin: GitOrigin, commits: readonly (string | null)[]): void {
    const outcome = emptyOutcome()
    this.#scanner.scanText(bytes, origin, outcome)
    this.#take(outcome, commits)
  }

  #take({ found, skipped, problems }: Outcome, commits: readonly (string | null)[]): void {
    for (const { finding } of found) this.#found.push({ finding, commits })
    for (const { path, reason } of skipped) this.#skipped.add(`${reason} ${path}`)
    for (const { path, reason } of problems) this.#problems.add(`${reason} ${path}`)
  }
}

function treeItem(mode: string, object: string, pathBytes: Buffer): TreeItem {
  return { path: labelOfBytes(pathBytes), pathBytes, object, isBlob: mode !== '040000' }
}

/** What is found in bytes under a path, one finding for each secret; a line for each. */
export function scanBlobPlainly(bytes: Buffer, path: string): string[] {
  const outcome = emptyOutcome()
  defaultScanner.scanBytes(bytes, { kind: 'git', path, blob: '', commit: null }, outcome)
  const found = oneOfEach(outcome.found.map(({ finding }) => ({ finding, commits: [] })))
  return found.map(({ finding: { rule, start, end, decoded } }) =>
    JSON.stringify([path, rule, start, end, decoded]),
  )
}

const pointerReason = 'Git LFS pointer: the file it stands for is not in the repository'

/** One finding for a secret in a blob at a path: the first in it. */
function oneOfEach(found: readonly ExpectedFinding[]): ExpectedFinding[] {
  const kept = new Map<string, ExpectedFinding>()
  for (const item of found) {
    const { fingerprint, rule, origin, start, end } = item.finding
    const { blob, path, part, commit } = origin as GitOrigin
    const name = JSON.stringify([fingerprint, rule, path, part, blob ?? commit])
    const other = kept.get(name)
    if (
      !other ||
      start < other.finding.start ||
      (start === other.finding.start && end < other.finding.end)
    ) {
      kept.set(name, item)
    }
  }
  return [...kept.values()]
}

/** All that the law compares, as one line. */
export function lineOf(finding: Finding, commit: string | null | undefined): string {
  const { fingerprint, rule, line, column, start, end, decoded, status, confidence } = finding
  const { path, blob, part, inHead } = finding.origin as GitOrigin
  const components = finding.components.map((component) => [component.fingerprint, component.start])
  return JSON.stringify({
    rule, path, part, blob, line, column, start, end, decoded, status, confidence, fingerprint, inHead, components, commit,
  }) // prettier-ignore
}

/** Lines of what was found and of what should have been, with the same commit where several would be right. */
export function comparable(
  actual: readonly Finding[],
  expected: readonly ExpectedFinding[],
): { readonly actual: string[]; readonly expected: string[] } {
  const commitsOf = new Map<string, (readonly (string | null)[])[]>()
  for (const { finding, commits } of expected) {
    const bare = lineOf(finding, undefined)
    commitsOf.set(bare, [...(commitsOf.get(bare) ?? []), commits])
  }
  const got = actual.map((finding) => {
    const { commit } = finding.origin as GitOrigin
    const right = commitsOf.get(lineOf(finding, undefined))?.find((list) => list.includes(commit))
    return lineOf(finding, right ? right[0] : commit)
  })
  const wanted = expected.map(({ finding, commits }) => lineOf(finding, commits[0]))
  return { actual: got.toSorted(), expected: wanted.toSorted() }
}

/** A name that holds a secret is not said. */
function maskOf(found: readonly ExpectedFinding[]): (text: string) => string {
  const secrets = found.flatMap(({ finding: { origin, start, end, redacted } }) => {
    const { part, path } = origin as GitOrigin
    const isName = part === 'path' || part === 'ref'
    return isName ? [[Buffer.from(path).toString('utf8', start, end), redacted] as const] : []
  })
  return (text) =>
    secrets.reduce((masked, [secret, shown]) => masked.replaceAll(secret, shown), text)
}
