import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { generateFiles, generateSmallFile } from './generate-files.ts'
import { generateLog } from './generate-log.ts'

/** Something to scan. */
export interface Subject {
  readonly key: SubjectKey | 'history' | 'staged'
  readonly title: string
  /** File or directory. */
  readonly path: string
  /** The file is standard input instead of an argument. */
  readonly isStdin: boolean
  readonly bytes: number
  /** Ends of the places (`path:line`) where secrets were planted; `undefined`: a tree with unknown contents. */
  readonly planted: readonly string[] | undefined
  /** Most memory that Stanch may take; shown beside what it took. */
  readonly peakBytesMax?: number
}

export const subjectKeys = ['tree', 'tree2', 'log', 'small', 'large', 'many'] as const
export type SubjectKey = (typeof subjectKeys)[number]

/** Changes when the generators do, so that no stale file is measured. */
const generation = 1
export const cacheDirectory = join(tmpdir(), `stanch-bench-${generation}`)

/**
 * @param scale of what is generated; 1 gives the sizes the titles promise
 * @returns `undefined` for a second tree that nobody named
 */
export function makeSubject(key: SubjectKey, scale: number): Subject | undefined {
  mkdirSync(cacheDirectory, { recursive: true })
  switch (key) {
    case 'tree':
      return makeTree(key, process.env['STANCH_BENCH_TREE'] ?? findSourceTree())
    case 'tree2': {
      const path = process.env['STANCH_BENCH_TREE2']
      return path === undefined ? undefined : makeTree(key, path)
    }
    case 'log':
      return {
        ...makeLog(key, (256 << 20) * scale, 1),
        title: 'log through a < file',
        isStdin: true,
      }
    case 'large':
      return { ...makeLog(key, (1 << 30) * scale, 2), title: 'large file', peakBytesMax: 400e6 }
    case 'small':
      return makeSmallFile(key)
    case 'many':
      return makeManyFiles(key, Math.round(100_000 * scale))
  }
}

/** Source text that is on most machines of this trade. */
export function findSourceTree(): string {
  try {
    const goroot = execFileSync('go', ['env', 'GOROOT'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const tree = join(goroot.toString().trim(), 'src')
    if (existsSync(tree)) return tree
  } catch {
    // No Go here.
  }
  return join(import.meta.dirname, '../../node_modules')
}

function makeTree(key: SubjectKey, path: string): Subject {
  const title = `tree ${path.split('/').slice(-2).join('/')}`
  return { key, title, path, isStdin: false, bytes: sizeOf(path), planted: undefined }
}

function makeLog(key: SubjectKey, bytes: number, seed: number): Subject {
  const path = join(cacheDirectory, `${Math.round(bytes)}.log`)
  const planted = generateLog(path, bytes, seed).map((line) => `:${line}`)
  return { key, title: basename(path), path, isStdin: false, bytes: statSync(path).size, planted }
}

function makeSmallFile(key: SubjectKey): Subject {
  const path = join(cacheDirectory, 'small.log')
  const planted = generateSmallFile(path)
  const bytes = statSync(path).size
  return { key, title: 'one 1 KB file', path, isStdin: false, bytes, planted }
}

function makeManyFiles(key: SubjectKey, count: number): Subject {
  const path = join(cacheDirectory, `files-${count}`)
  const planted = generateFiles(path, count).map((place) => `/${place}`)
  const title = `${count.toLocaleString('en-US')} tiny files`
  return { key, title, path, isStdin: false, bytes: sizeOf(path), planted }
}

/** Bytes of all regular files below, but for git's own. */
function sizeOf(path: string): number {
  const status = lstatSync(path)
  if (status.isFile()) return status.size
  if (!status.isDirectory() || basename(path) === '.git') return 0
  return readdirSync(path).reduce((total, name) => total + sizeOf(join(path, name)), 0)
}
