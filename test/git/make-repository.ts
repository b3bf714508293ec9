import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom, type Random } from '../../src/rules/sample.ts'
import {
  makeArchive,
  makeBinary,
  makeChameleon,
  makeLarge,
  makeText,
  type EvolvingDocument,
} from './evolving-document.ts'
import { between, pick, sow } from './features.ts'
import { canMake, newDirectory, type HashName } from './git-process.ts'
import {
  makeSkeleton,
  ObjectStore,
  writeLoose,
  writeReference,
  type Files,
} from './object-store.ts'
import { shapes, storeObjects, type Shape } from './storage.ts'
import { plant, templates } from '../engine/real-pack.ts'

export interface MadeRepository {
  readonly directory: string
  readonly shape: Shape
  readonly hash: HashName
}

export interface RepositoryOptions {
  readonly shape?: Shape
  readonly hash?: HashName
  /** So many small files besides. */
  readonly moreFiles?: number
  /** No path and no reference's name holds a secret. */
  readonly plainNames?: boolean
}

export const hasSha256 = canMake('sha256')

/** A repository with a history of its own for each seed; whoever makes it removes its directory. */
export function makeRepository(seed: number, options: RepositoryOptions = {}): MadeRepository {
  const random = seededRandom(seed)
  const chosenHash = random() < 0.12 && hasSha256 ? 'sha256' : 'sha1'
  const hash = options.hash ?? chosenHash
  const chosenShape = random() < 0.6 ? pick(shapes.slice(0, 2), random) : pick(shapes, random)
  const shape = options.shape ?? chosenShape
  const directory = newDirectory()
  makeSkeleton(directory, hash)
  const history = new History(new ObjectStore(hash), random, options)
  history.write(directory)
  storeObjects(directory, history.store, shape, history.families(), random)
  history.writeDangling(directory)
  return { directory, shape, hash }
}

type WorkingTree = Map<string, { mode: string; id: string }>

interface Branch {
  readonly name: string
  tip: string
  files: WorkingTree
}

interface Document {
  readonly evolving: EvolvingDocument
  /** Names of its versions. */
  readonly versions: string[]
}

const startTime = 1_600_000_000

class History {
  readonly store: ObjectStore
  readonly #random: Random
  readonly #plainNames: boolean
  readonly #branches: Branch[] = []
  /** By path, in whatever branch. */
  readonly #documents = new Map<string, Document>()
  readonly #references = new Map<string, string>()
  readonly #commits: string[] = []
  #time = startTime
  #count = 0
  /** How many bytes all versions of all documents may still have. */
  #bytesLeft = 5_000_000

  constructor(store: ObjectStore, random: Random, options: RepositoryOptions) {
    const { moreFiles = 0, plainNames = false } = options
    this.#plainNames = plainNames
    this.store = store
    this.#random = random
    const files: WorkingTree = new Map()
    for (let count = between(2, 4, random); count > 0; count--) this.#addDocument(files)
    for (let at = 0; at < moreFiles; at++) {
      const text = at % 500 === 0 ? `${sow(random).text}\n` : `nothing ${at}\n`
      files.set(`more/${at % 40}/${at}.txt`, { mode: '100644', id: store.blob(text) })
    }
    this.#addBranch('main', files, [])
    for (let steps = between(20, 50, random); steps > 0; steps--) this.#step()
  }

  families(): string[][] {
    return [...this.#documents.values()].map(({ versions }) => versions)
  }

  write(directory: string): void {
    const random = this.#random
    for (const { name, tip } of this.#branches) this.#references.set(`refs/heads/${name}`, tip)
    this.#addTags()
    this.#addNotes()
    this.#addOddReferences()
    this.#writeStash(directory)
    this.#writeWorkTree(directory)
    const sorted = [...this.#references].toSorted(([left], [right]) => (left < right ? -1 : 1))
    const packedRefs: string[] = []
    for (const [name, id] of sorted) {
      if (random() < 0.5) packedRefs.push(`${id} ${name}\n`)
      else writeReference(directory, name, id)
    }
    writeFileSync(join(directory, '.git/packed-refs'), packedRefs.join(''), 'latin1')
    writeReference(directory, 'refs/remotes/origin/HEAD', 'ref: refs/heads/main')
    const head = random()
    if (head < 0.15) writeReference(directory, 'HEAD', pick(this.#commits, random))
    else if (head < 0.2) writeReference(directory, 'HEAD', 'ref: refs/heads/unborn')
    else writeReference(directory, 'HEAD', `ref: refs/heads/${pick(this.#branches, random).name}`)
  }

  /** Objects that nothing reaches, written last: git would not keep them in its packs. */
  writeDangling(directory: string): void {
    const lost = new ObjectStore(this.store.hash)
    const blob = lost.blob(`${sow(this.#random).text}\nlost\n`)
    const tree = lost.tree(new Map([['lost.txt', { mode: '100644', id: blob }]]))
    lost.commit({ tree, time: startTime, message: sow(this.#random).text })
    for (const object of lost.objects.values()) {
      writeLoose(join(directory, '.git/objects'), object)
    }
  }

  #step(): void {
    const random = this.#random
    const branch = pick(this.#branches, random)
    const kind = random()
    if (kind < 0.07) this.#merge(branch, 1)
    else if (kind < 0.09) this.#merge(branch, between(2, 4, random))
    else if (kind < 0.12 && this.#branches.length < 5) this.#fork(branch)
    else if (kind < 0.14 && this.#branches.length < 5) this.#orphan()
    else if (kind < 0.17) this.#commit(branch, [branch.tip])
    else this.#change(branch)
  }

  #change(branch: Branch): void {
    const random = this.#random
    for (let count = between(1, 4, random); count > 0; count--) {
      const kind = random()
      const path = pick([...branch.files.keys()], random)
      if (path === undefined || kind < 0.02) this.#addDocument(branch.files)
      else if (kind < 0.05) this.#addOddity(branch.files)
      else if (kind < 0.07) this.#move(branch.files, path)
      else if (kind < 0.08) branch.files.set(this.#newPath(), branch.files.get(path)!)
      else if (kind < 0.09) branch.files.delete(path)
      else if (kind < 0.11) this.#changeMode(branch.files, path)
      else this.#edit(branch.files)
    }
    this.#commit(branch, [branch.tip])
  }

  #edit(files: WorkingTree): void {
    const known = [...files.keys()].filter((path) => this.#documents.has(path))
    if (known.length === 0 || this.#bytesLeft < 0) return
    const path = pick(known, this.#random)
    this.#set(files, path, this.#documents.get(path)!)
  }

  #set(files: WorkingTree, path: string, document: Document): void {
    const content = document.evolving.next()
    this.#bytesLeft -= content.length
    const id = this.store.blob(content)
    document.versions.push(id)
    files.set(path, { mode: files.get(path)?.mode ?? '100644', id })
  }

  #addDocument(files: WorkingTree): void {
    const random = this.#random
    const kind = random()
    const length = Math.floor(1000 * 200 ** random())
    let evolving: EvolvingDocument
    if (kind < 0.06) evolving = makeArchive(random)
    else if (kind < 0.1) evolving = makeBinary(random)
    else if (kind < 0.2) evolving = makeChameleon(random)
    else if (kind < 0.22) evolving = makeLarge(random)
    else evolving = makeText(length, random)
    const path = this.#newPath()
    const document = { evolving, versions: [] }
    this.#documents.set(path, document)
    this.#set(files, path, document)
  }

  #addOddity(files: WorkingTree): void {
    const random = this.#random
    const file = (text: string, mode = '100644') => ({ mode, id: this.store.blob(text) })
    const token = plant(templates.token, between(1, 1e6, random)).secret
    const named = this.#partOfName()
    const path = this.#newPath()
    const oddities: readonly (() => void)[] = [
      () => files.set(path, file(`../${pick(['a', token], random)}`, '120000')),
      () =>
        files.set(path, { mode: '160000', id: 'ab'.repeat(this.store.hash === 'sha1' ? 20 : 32) }),
      () => files.set(path, file('')),
      () => files.set(path, file(pointer)),
      () => files.set(`${this.#count++}${pick(oddNames, random)}`, file(sow(random).text)),
      () => files.set(`${this.#count++}${pick(oddNames, random)}/inner`, file('nothing\n')),
      () => files.set(`${this.#count++} ${named}.txt`, file('nothing\n')),
      () => files.set(`${this.#count++}-${named}/some/file.txt`, file('nothing\n')),
      () =>
        files.set(
          `${this.#count++}${pick(['/credentials', '/.netrc', '/.npmrc'], random)}/a`,
          file(sow(random).text),
        ),
      () => files.set(path, file(`${sow(random).text}\n`, '100755')),
    ]
    pick(oddities, random)()
  }

  #move(files: WorkingTree, path: string): void {
    const to = this.#newPath()
    files.set(to, files.get(path)!)
    files.delete(path)
    const document = this.#documents.get(path)
    if (document) this.#documents.set(to, document)
  }

  #changeMode(files: WorkingTree, path: string): void {
    const { mode, id } = files.get(path)!
    if (mode.startsWith('100')) {
      files.set(path, { mode: mode === '100644' ? '100755' : '100644', id })
    }
  }

  #newPath(): string {
    const random = this.#random
    const folder = pick(['', '', 'src/', 'src/deep/er/', 'conf/', 'ünï/'], random)
    return `${toBytes(folder)}${this.#count++}${pick(endings, random)}`
  }

  #fork(branch: Branch): void {
    const name = `topic/${this.#branches.length}`
    this.#branches.push({ name, tip: branch.tip, files: new Map(branch.files) })
  }

  #orphan(): void {
    const files: WorkingTree = new Map()
    this.#addDocument(files)
    this.#addBranch(`orphan-${this.#branches.length}`, files, [])
  }

  #addBranch(name: string, files: WorkingTree, parents: readonly string[]): void {
    const branch = { name, tip: '', files }
    this.#branches.push(branch)
    this.#commit(branch, parents)
  }

  /** Each file is one parent's; then, as often as not, something that no parent has. */
  #merge(branch: Branch, others: number): void {
    const random = this.#random
    const merged = new Set<Branch>([branch])
    for (let count = 0; count < others; count++) merged.add(pick(this.#branches, random))
    for (const other of merged) {
      for (const [path, file] of other.files) {
        if (!branch.files.has(path) || random() < 0.5) branch.files.set(path, file)
      }
    }
    if (random() < 0.3) this.#edit(branch.files)
    if (random() < 0.3) {
      branch.files.set(this.#newPath(), {
        mode: '100644',
        id: this.store.blob(`${sow(random).text}\n`),
      })
    }
    this.#commit(branch, [...new Set([...merged].map(({ tip }) => tip))])
  }

  #commit(branch: Branch, parents: readonly string[]): void {
    branch.tip = this.#makeCommit(branch.files, parents)
  }

  #partOfName(): string {
    const token = plant(templates.token, between(1, 1e6, this.#random)).secret
    return this.#plainNames ? 'nothing' : token
  }

  #makeCommit(files: Files, parents: readonly string[]): string {
    const random = this.#random
    const kind = random()
    // Clocks stand still, and go back.
    if (kind > 0.15) this.#time += between(1, 5000, random)
    const time = kind > 0.15 && kind < 0.25 ? this.#time - between(1, 100_000, random) : this.#time
    const secret = () => sow(random).text
    const message = random() < 0.08 ? `${secret()}\n` : `change ${this.#count}\n`
    const author =
      random() < 0.04 ? `${secret().replaceAll(/[\n\0<>]/g, ' ')} <a@corp.net>` : undefined
    const headers =
      random() < 0.04 ? pick(oddHeaders, random)(secret().replaceAll('\n', '\n ')) : ''
    const id = this.store.commit({
      tree: this.store.tree(files),
      parents,
      time,
      message,
      headers,
      ...(author !== undefined && { author }),
    })
    this.#commits.push(id)
    return id
  }

  #addTags(): void {
    const random = this.#random
    for (let count = between(0, 4, random); count > 0; count--) {
      const commit = pick(this.#commits, random)
      const name = `v${count}`
      const target = random()
      const blob = () => this.store.blob(sow(random).text)
      const tagged = target < 0.1 ? this.#treeOf(commit) : target < 0.2 ? blob() : commit
      const isSigned = random() < 0.6
      let id = isSigned
        ? this.store.tag(name, tagged, random() < 0.4 ? `${sow(random).text}\n` : 'release\n')
        : tagged
      for (let depth = between(0, 2, random); isSigned && depth > 0; depth--) {
        id = this.store.tag(`${name}-${depth}`, id, random() < 0.2 ? sow(random).text : 'again')
      }
      this.#references.set(`refs/tags/${name}`, id)
    }
    // What only a tag has.
    if (random() < 0.4) {
      const tree: Files = new Map([
        ['only-tagged.env', { mode: '100644', id: this.store.blob(sow(random).text) }],
      ])
      this.#references.set(
        'refs/tags/lonely',
        this.#makeCommit(tree, [pick(this.#commits, random)]),
      )
    }
  }

  #treeOf(commit: string): string {
    return /^tree (\w+)/.exec(this.store.get(commit).bytes.toString('latin1'))![1]!
  }

  #addNotes(): void {
    const random = this.#random
    if (random() > 0.2) return
    const id = this.store.blob(`${sow(random).text}\n`)
    const files: Files = new Map([[pick(this.#commits, random), { mode: '100644', id }]])
    this.#references.set('refs/notes/commits', this.#makeCommit(files, []))
  }

  #addOddReferences(): void {
    const random = this.#random
    const any = () => pick(this.#commits, random)
    if (random() < 0.3) this.#references.set('refs/remotes/origin/main', any())
    if (random() < 0.2) this.#references.set('refs/pull/7/head', any())
    if (random() < 0.2) this.#references.set(`refs/replace/${any()}`, any())
    if (random() < 0.2) {
      this.#references.set(`refs/heads/fix/${this.#partOfName()}`, any())
    }
  }

  /** The newest stash has a reference, older ones only a line in its log. */
  #writeStash(directory: string): void {
    const random = this.#random
    if (random() > 0.3) return
    const zero = '0'.repeat(this.store.hash === 'sha1' ? 40 : 64)
    const lines: string[] = []
    let last = zero
    for (let count = between(1, 3, random); count > 0; count--) {
      const base = pick(this.#commits, random)
      const text = `${sow(random).text}\n`
      const files: Files = new Map([['stashed.txt', { mode: '100644', id: this.store.blob(text) }]])
      const untracked: Files = new Map([
        ['untracked.txt', { mode: '100644', id: this.store.blob(`${text}and more\n`) }],
      ])
      const index = this.#makeCommit(files, [base])
      const id = this.#makeCommit(files, [base, index, this.#makeCommit(untracked, [])])
      lines.push(`${last} ${id} Ada <ada@corp.net> 1700000000 +0000\tWIP\n`)
      last = id
    }
    this.#references.set('refs/stash', last)
    mkdirSync(join(directory, '.git/logs/refs'), { recursive: true })
    writeFileSync(join(directory, '.git/logs/refs/stash'), lines.join(''))
  }

  /** Another work tree, whose HEAD is on no branch. */
  #writeWorkTree(directory: string): void {
    const random = this.#random
    if (random() > 0.15) return
    const blob = this.store.blob(`${sow(random).text}\n`)
    const files: Files = new Map([['elsewhere.txt', { mode: '100644', id: blob }]])
    const id = this.#makeCommit(files, [pick(this.#commits, random)])
    const own = join(directory, '.git/worktrees/other')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'HEAD'), `${id}\n`)
    writeFileSync(join(own, 'commondir'), '../..\n')
    writeFileSync(join(own, 'gitdir'), `${join(directory, 'other/.git')}\n`)
  }
}

const toBytes = (text: string) => Buffer.from(text).toString('latin1')

const endings = [
  '.ts', '.py', '.json', '.yaml', '.md', '.txt', '.env', '.tf', '.min.js', '.sql', '.log', '.pem', '.html', '.ipynb',
  '.properties', '.xml', '/.env', '/.npmrc', '/.netrc', '/Dockerfile', '/package-lock.json', '/go.sum', '/id_rsa',
  '/credentials', '/settings.py', '/wp-config.php', '', '.zip', '.jar', '.exe', '.tar.gz', '.bin',
] // prettier-ignore

const oddNames = [
  '\xff\xfe.bin', 'caf\xe9.txt', toBytes('café.txt'), 'new\nline.txt', 'tab\there', ' ', '"quoted"', '*.ts', 'a b',
  'back\\slash', '%41', 'x'.repeat(200), '\x01\x1b[31m', ':(top)', '~', '\xed\xa0\x80',
] // prettier-ignore

const oddHeaders: readonly ((secret: string) => string)[] = [
  (secret) => `x-note ${secret}\n`,
  (secret) => `gpgsig -----BEGIN PGP SIGNATURE-----\n \n ${secret}\n -----END PGP SIGNATURE-----\n`,
  () => 'encoding ISO-8859-1\n',
  (secret) => `mergetag object ${'12'.repeat(20)}\n type commit\n tag v0\n \n ${secret}\n`,
]

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0a'.repeat(32)}\nsize 12345\n`
