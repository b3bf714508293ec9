import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { reasonOf, StanchError } from '../../text/error.ts'

/** Where new values go that nothing else takes. */
export interface NewValueFile {
  /** Once it resolves, the value is on the disk, one a line. */
  keep(value: Uint8Array): Promise<void>
  /** A file in which nothing came to stand is removed. */
  close(): void
}

/**
 * Makes a file that only this user can read, before anything is sent: a value that a provider shows once must not be lost
 * because there is no place for it.
 *
 * @throws StanchError `NEW_VALUE_FILE` when it is there already, or cannot be made
 */
export function openNewValueFile(path: string): NewValueFile {
  const descriptor = make(path)
  return {
    // eslint-disable-next-line require-await
    keep: async (value) => {
      for (const bytes of [value, Uint8Array.of(10)]) {
        for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
      }
      fsyncSync(descriptor)
    },
    close: () => {
      const { size } = fstatSync(descriptor)
      closeSync(descriptor)
      if (size === 0) rmSync(path, { force: true })
      else
        process.stderr.write(`stanch: the new value is in ${path}; move it to where it belongs\n`)
    },
  }
}

function make(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (cause) {
    throw new StanchError(
      'NEW_VALUE_FILE',
      `--new-value-file ${path}: expected a new file that can be made; got: ${reasonOf(cause)}`,
      { cause },
    )
  }
}
