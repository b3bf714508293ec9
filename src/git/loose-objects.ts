import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync, constants } from 'node:zlib'
import { reasonOf } from '../text/error.ts'
import { bytesOfId } from './object-id.ts'
import { indexOfNames, type PackIndex } from './pack-index.ts'
import { objectTypes, type ObjectTypeName } from './pack-layout.ts'

/** Objects in files of their own, numbered by name. */
export interface LooseObjects {
  readonly index: PackIndex
  readonly paths: readonly string[]
  /** `objectTypes`; 0 when the file is damaged. */
  readonly types: Uint8Array
  readonly sizes: Float64Array
}

export interface LooseObject {
  readonly type: number
  readonly bytes: Uint8Array
}

/** Enough of a file to inflate its header. */
const headBytes = 128
const headTextMax = 32
const objectBytesMax = 1 << 30

/** @param filesIn lists a directory */
export function listLooseObjects(
  objectDirectories: readonly string[],
  hashBytes: number,
  filesIn: (directory: string) => string[],
): LooseObjects {
  const found = new Map<string, string>()
  for (const directory of objectDirectories) {
    for (const first of filesIn(directory)) {
      if (!/^[0-9a-f]{2}$/.test(first)) continue
      for (const rest of filesIn(join(directory, first))) {
        const id = first + rest
        if (id.length !== hashBytes * 2 || !/^[0-9a-f]+$/.test(id) || found.has(id)) continue
        found.set(id, join(directory, first, rest))
      }
    }
  }
  const ids = [...found.keys()].toSorted()
  const types = new Uint8Array(ids.length)
  const sizes = new Float64Array(ids.length)
  for (const [at, id] of ids.entries()) {
    const head = readHead(found.get(id)!)
    if (!head) continue
    types[at] = head.type
    sizes[at] = head.size
  }
  return {
    index: indexOfNames(ids.map(bytesOfId), hashBytes),
    paths: ids.map((id) => found.get(id)!),
    types,
    sizes,
  }
}

/** @throws what is wrong with the file */
export function readLooseObject(path: string): LooseObject {
  const file = readFileSync(path)
  const head = inflateHead(file)
  if (!head) throw new Error('has no header "<type> <size>"')
  if (head.size > objectBytesMax) throw new Error(`larger than ${objectBytesMax} bytes`)
  const length = head.length + head.size
  const inflated = inflateUpTo(file, length)
  if (inflated?.length !== length) {
    const found = inflated ? `${inflated.length - head.length}` : 'more'
    throw new Error(`says it has ${head.size} bytes, but has ${found}`)
  }
  return { type: head.type, bytes: inflated.subarray(head.length) }
}

/** @returns `undefined` when there is more */
function inflateUpTo(file: Uint8Array, length: number): Buffer | undefined {
  try {
    return inflateSync(file, { maxOutputLength: Math.max(1, length) })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw error
  }
}

/** Why a file cannot be read as an object, in few words. */
export function looseReasonOf(error: unknown): string {
  return `loose object damaged: ${reasonOf(error)}`
}

interface Head {
  readonly type: number
  readonly size: number
  readonly length: number
}

function readHead(path: string): Head | undefined {
  try {
    return inflateHead(readFileSync(path))
  } catch {
    return undefined
  }
}

function inflateHead(file: Uint8Array): Head | undefined {
  const start = file.subarray(0, headBytes)
  return parseHead(inflateSync(start, { finishFlush: constants.Z_SYNC_FLUSH }))
}

function parseHead(inflated: Uint8Array): Head | undefined {
  const text = Buffer.from(inflated.subarray(0, headTextMax)).toString('latin1')
  const head = /^(commit|tree|blob|tag) (\d{1,15})\0/.exec(text)
  if (!head) return undefined
  return {
    type: objectTypes[head[1] as ObjectTypeName],
    size: Number(head[2]),
    length: head[0].length,
  }
}
