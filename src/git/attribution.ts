import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommitGraph } from './commit-graph.ts'
import { filesIn, type Repository } from './repository.ts'
import { rootPath, type TreeGraph } from './tree-graph.ts'

/** One object of interest at one path. */
export interface Place {
  readonly object: number
  /** See `TreeGraph.pathOf`. */
  readonly path: number
  /** Row of the oldest commit that has it there; -1 when no commit does. */
  readonly row: number
  readonly inHead: boolean
  /** Names of branches and tags that still have it, some of them. */
  readonly refs: readonly string[]
  /** Rows of all commits that have it; empty unless asked for. */
  readonly rows: readonly number[]
}

/** A name and the row of the commit it stands for. */
export interface Tip {
  readonly name: string
  readonly row: number
}

const refsMax = 8
/** Paths of one object that are told apart: honest copies are fewer. */
const pathsPerObjectMax = 10_000

/** Finds where objects of interest are, without looking at any commit's changes: a subtree met before is passed by. */
export class Attribution {
  readonly #commits: CommitGraph
  readonly #trees: TreeGraph
  readonly #first = new Map<number, number>()
  readonly #order: number[] = []
  readonly #pathCounts = new Map<number, number>()
  #isLimited = false

  constructor(commits: CommitGraph, trees: TreeGraph) {
    this.#commits = commits
    this.#trees = trees
  }

  /** Some places were left out. */
  get isLimited(): boolean {
    return this.#isLimited || this.#trees.isLimited
  }

  /**
   * @param rows commits, the oldest first
   * @param looseTrees further trees that no commit has, only reached by themselves
   */
  find(
    rows: readonly number[],
    looseTrees: readonly number[],
    head: number | undefined,
    tips: readonly Tip[],
    allCommits: boolean,
  ): Place[] {
    const seen = new Set<number>()
    const isSeen = (tree: number, path: number) => {
      const key = keyOf(tree, path)
      if (seen.has(key)) return true
      seen.add(key)
      return false
    }
    for (const row of rows) this.#walkFrom(this.#commits.trees[row]!, row, isSeen)
    for (const tree of looseTrees) this.#walkFrom(tree, -1, isSeen)
    const inHead = head === undefined ? new Set<number>() : this.#keysIn(head)
    const refsOf = this.#refsOf(tips)
    const rowsOf = allCommits ? this.#rowsOf(rows) : undefined
    return this.#order.map((key) => ({
      object: Math.floor(key / pathFactor),
      path: key % pathFactor,
      row: this.#first.get(key)!,
      inHead: inHead.has(key),
      refs: refsOf.get(key) ?? [],
      rows: rowsOf?.get(key) ?? [],
    }))
  }

  #walkFrom(tree: number, row: number, isSeen: (tree: number, path: number) => boolean): void {
    this.#trees.walk(tree, isSeen, (object, path) => {
      const key = keyOf(object, path)
      if (this.#first.has(key)) return
      const count = this.#pathCounts.get(object) ?? 0
      if (count >= pathsPerObjectMax) {
        this.#isLimited = true
        return
      }
      this.#pathCounts.set(object, count + 1)
      this.#first.set(key, row)
      this.#order.push(key)
    })
  }

  #keysIn(row: number): Set<number> {
    const keys = new Set<number>()
    const never = () => false
    this.#trees.walk(this.#commits.trees[row]!, never, (object, path) => {
      keys.add(keyOf(object, path))
    })
    return keys
  }

  #refsOf(tips: readonly Tip[]): Map<number, string[]> {
    const refsOf = new Map<number, string[]>()
    // A subtree that so many tips have needs no further name, nor does what is in it: there may be very many tips.
    const visits = new Map<number, number>()
    const isNamed = (tree: number, path: number) => {
      const count = visits.get(keyOf(tree, path)) ?? 0
      visits.set(keyOf(tree, path), count + 1)
      return count >= refsMax
    }
    for (const { name, row } of tips) {
      const root = this.#commits.trees[row]!
      if (isNamed(root, rootPath)) continue
      this.#trees.walk(root, isNamed, (object, path) => {
        const key = keyOf(object, path)
        if (!this.#first.has(key)) return
        const names = refsOf.get(key) ?? []
        if (names.length < refsMax && names.at(-1) !== name) names.push(name)
        refsOf.set(key, names)
      })
    }
    return refsOf
  }

  #rowsOf(rows: readonly number[]): Map<number, number[]> {
    const rowsOf = new Map<number, number[]>()
    for (const row of rows) {
      for (const key of this.#keysIn(row)) {
        const list = rowsOf.get(key)
        if (list) list.push(row)
        else rowsOf.set(key, [row])
      }
    }
    return rowsOf
  }
}

/** Paths are numbered below it, see `TreeGraph`. */
const pathFactor = 2 ** 22

function keyOf(object: number, path: number): number {
  return object * pathFactor + path
}

/** Commits whose parents a shallow clone left out. */
export function readShallow(repository: Repository): Set<string> {
  if (!filesIn(repository.commonDirectory).includes('shallow')) return new Set()
  const text = readFileSync(join(repository.commonDirectory, 'shallow'), 'utf8')
  return new Set(text.split('\n').filter((line) => line !== ''))
}
