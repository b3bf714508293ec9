import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { HashName } from './git-process.ts'
import { objectId, type ObjectType } from './make-pack.ts'

export interface StoredObject {
  readonly id: string
  readonly type: ObjectType
  readonly bytes: Buffer
}

/** An entry of a tree as it is written, whatever its mode and name are. */
export interface TreeEntry {
  /** Octal digits: `100644`, `100755`, `120000`, `160000`, `40000`. */
  readonly mode: string
  /** One character per byte. */
  readonly name: string
  readonly id: string
}

/** A file in a tree, by its whole path. */
export type Files = ReadonlyMap<string, { readonly mode: string; readonly id: string }>

export interface CommitText {
  readonly tree: string
  readonly parents?: readonly string[]
  /** `Name <mail>`, one character per byte. */
  readonly author?: string
  readonly committer?: string
  /** Seconds, of both. */
  readonly time: number
  /** Further headers, each with its line feed. */
  readonly headers?: string
  readonly message: string
}

const someone = 'Ada <ada@corp.net>'

/** Objects by name, before they are written anywhere. Texts have one character per byte. */
export class ObjectStore {
  readonly hash: HashName
  readonly objects = new Map<string, StoredObject>()

  constructor(hash: HashName = 'sha1') {
    this.hash = hash
  }

  add(type: ObjectType, content: string | Buffer): string {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
    const id = objectId(type, bytes, this.hash)
    this.objects.set(id, { id, type, bytes })
    return id
  }

  blob(content: string | Buffer): string {
    return this.add('blob', content)
  }

  /** A tree with exactly these entries in this order. */
  rawTree(entries: readonly TreeEntry[]): string {
    return this.add(
      'tree',
      Buffer.concat(
        entries.flatMap(({ mode, name, id }) => [
          Buffer.from(`${mode} ${name}\0`, 'latin1'),
          Buffer.from(id, 'hex'),
        ]),
      ),
    )
  }

  /** The trees of these files, in git's order. */
  tree(files: Files): string {
    const entries: TreeEntry[] = []
    const folders = new Map<string, Map<string, { mode: string; id: string }>>()
    for (const [path, file] of files) {
      const slash = path.indexOf('/')
      if (slash < 0) {
        entries.push({ ...file, name: path })
        continue
      }
      const name = path.slice(0, slash)
      const folder = folders.get(name) ?? new Map<string, { mode: string; id: string }>()
      folder.set(path.slice(slash + 1), file)
      folders.set(name, folder)
    }
    for (const [name, folder] of folders) {
      entries.push({ mode: '40000', name, id: this.tree(folder) })
    }
    const keyOf = ({ mode, name }: TreeEntry) => (mode === '40000' ? `${name}/` : name)
    return this.rawTree(entries.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1)))
  }

  /** A tree of text files. */
  files(files: Readonly<Record<string, string | Buffer>>): string {
    return this.tree(
      new Map(
        Object.entries(files).map(([path, text]) => [
          path,
          { mode: '100644', id: this.blob(text) },
        ]),
      ),
    )
  }

  commit({
    tree,
    parents = [],
    author = someone,
    committer = someone,
    time,
    headers = '',
    message,
  }: CommitText): string {
    return this.add(
      'commit',
      `tree ${tree}\n${parents.map((id) => `parent ${id}\n`).join('')}` +
        `author ${author} ${time} +0000\ncommitter ${committer} ${time} +0000\n${headers}\n${message}`,
    )
  }

  tag(name: string, target: string, message = '', tagger = `${someone} 1700000000 +0000`): string {
    const type = this.objects.get(target)?.type ?? 'commit'
    return this.add(
      'tag',
      `object ${target}\ntype ${type}\ntag ${name}\ntagger ${tagger}\n\n${message}`,
    )
  }

  get(id: string): StoredObject {
    return this.objects.get(id)!
  }
}

/** A repository without any object: `.git` in `directory`, with HEAD on `main`. */
export function makeSkeleton(directory: string, hash: HashName = 'sha1'): void {
  const git = join(directory, '.git')
  for (const folder of ['objects/pack', 'objects/info', 'refs/heads', 'refs/tags', 'info']) {
    mkdirSync(join(git, folder), { recursive: true })
  }
  writeFileSync(join(git, 'HEAD'), 'ref: refs/heads/main\n')
  const format =
    hash === 'sha1'
      ? '\trepositoryformatversion = 0\n'
      : '\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n[core]\n'
  writeFileSync(join(git, 'config'), `[core]\n${format}\tbare = false\n`)
}

/** @returns path of the file */
export function writeLoose(
  objectDirectory: string,
  { id, type, bytes }: StoredObject,
  level = 1,
): string {
  const path = join(objectDirectory, id.slice(0, 2), id.slice(2))
  mkdirSync(dirname(path), { recursive: true })
  const head = Buffer.from(`${type} ${bytes.length}\0`)
  writeFileSync(path, deflateSync(Buffer.concat([head, bytes]), { level }))
  return path
}

/** @param value an object's name, or `ref: …` */
export function writeReference(directory: string, name: string, value: string): void {
  const path = join(directory, '.git', name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${value}\n`)
}
