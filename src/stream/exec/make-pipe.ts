import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A pipe of the operating system. */
export interface Pipe {
  readonly reader: Readable
  /** To be given to the child; close it here once the child has it, or the reader never ends. */
  readonly writer: number
}

/**
 * Node gives its children sockets for pipes, which cannot be opened by name: `echo trouble > /dev/stderr` fails on them
 * where it works on a pipe.
 *
 * @returns as many pipes
 */
export function makePipes(count: number): Pipe[] {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-exec-'))
  try {
    const paths = Array.from({ length: count }, (_, at) => join(directory, String(at)))
    execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' })
    return paths.map(openPipe)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The reading end first and without waiting: then a writer finds a reader. */
function openPipe(path: string): Pipe {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(path, constants.O_WRONLY)
  return { reader: new Socket({ fd: descriptor, readable: true, writable: false }), writer }
}

export function closeWriters(pipes: readonly Pipe[]): void {
  for (const { writer } of pipes) closeSync(writer)
}
