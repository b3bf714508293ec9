import { createReadStream } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { concatBytes } from '../../../text/bytes.ts'
import { StanchError } from '../../../text/error.ts'
import type { ImportContext } from '../importer.ts'

/** A file of secrets, or standard input. */
export interface ImportFile {
  /** In ids and messages: `--name`, or its path with slashes, as seen from here. */
  readonly name: string
  /** Its bytes, in order. @throws StanchError `IMPORT_FILE_UNREADABLE` */
  readonly chunks: () => AsyncIterable<Uint8Array>
}

const chunkBytes = 256 << 10

/**
 * The files that stand behind the importer's name; `-` is standard input. Nothing is read yet.
 *
 * @param inputName of standard input where no `--name` is given; it is asked for when undefined
 * @throws StanchError `IMPORT_NO_FILE`, `IMPORT_NAME_MISSING`, `IMPORT_NAME_SHARED`
 */
export function importFiles(
  { arguments: paths, options, readInput }: ImportContext,
  importer: string,
  inputName?: string,
): ImportFile[] {
  const name = typeof options['name'] === 'string' ? options['name'] : undefined
  if (paths.length === 0)
    throw new StanchError(
      'IMPORT_NO_FILE',
      `expected files, or - for standard input: stanch inventory import ${importer} FILE…`,
    )
  if (name !== undefined && paths.length > 1)
    throw new StanchError(
      'IMPORT_NAME_SHARED',
      `--name: expected one file, got ${paths.length}; records of two files would share their ids. Leave it out, or import one at a time.`,
    )
  return paths.map((path) => {
    if (path !== '-') return { name: name ?? nameOfPath(path), chunks: () => chunksOf(path) }
    const given = name ?? inputName
    if (given === undefined)
      throw new StanchError(
        'IMPORT_NAME_MISSING',
        `standard input has no name by which its records could be found again: add --name NAME, the same at every import.`,
      )
    return { name: given, chunks: () => once(readInput) }
  })
}

/** @throws StanchError `IMPORT_FILE_TOO_LARGE`, `IMPORT_FILE_UNREADABLE` */
export async function readWhole(file: ImportFile, bytesMax: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of file.chunks()) {
    length += part.length
    if (length > bytesMax)
      throw new StanchError(
        'IMPORT_FILE_TOO_LARGE',
        `expected at most ${bytesMax >> 20} MB, got more`,
      )
    parts.push(part)
  }
  return parts.length === 1 ? parts[0]! : concatBytes(parts)
}

/** The same wherever the checkout lies; of a file out of here its whole path, since two may share their names. */
function nameOfPath(path: string): string {
  const fromHere = relative('.', path)
  const isBelow = fromHere !== '..' && !fromHere.startsWith(`..${sep}`) && !isAbsolute(fromHere)
  return (isBelow ? fromHere || '.' : resolve(path).replace(/^\/+/, '')).split(sep).join('/')
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }))
      yield chunk as Uint8Array
  } catch (error) {
    const { code } = error as { code?: unknown }
    throw new StanchError(
      'IMPORT_FILE_UNREADABLE',
      `cannot be read (${typeof code === 'string' ? code : 'unknown'})`,
    )
  }
}

async function* once(readInput: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await readInput()
}
