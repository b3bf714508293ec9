import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StanchError } from '../../text/error.ts'

/** Originals that wait to be encrypted, in bytes: more are not kept. */
const waitingBytesMax = 64 << 20

/** Keeps the originals of records that were withheld, encrypted so that this machine cannot read them. */
export interface Quarantine {
  /**
   * Keeps a copy.
   *
   * @returns the name it is kept under; undefined when it is not kept
   */
  keep(record: Uint8Array): string | undefined
  /** Waits until all is written. */
  close(): Promise<void>
  /** Originals that could not be kept. */
  readonly lost: number
}

/**
 * Opens a directory of files in the age format, one a record: https://age-encryption.org/v1
 *
 * @param recipient `age1…`: who can read them
 * @throws StanchError `QUARANTINE_RECIPIENT`
 */
export async function openQuarantine(directory: string, recipient: string): Promise<Quarantine> {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(recipient)
  } catch (cause) {
    throw new StanchError(
      'QUARANTINE_RECIPIENT',
      'Expected a recipient of age such as age1…, as age-keygen prints it.',
      { cause },
    )
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  let waitingBytes = 0
  let lost = 0
  let last = Promise.resolve()
  const write = async (record: Uint8Array, name: string) => {
    try {
      const path = join(directory, name)
      await writeFile(`${path}.new`, await encrypter.encrypt(record), { mode: 0o600 })
      await rename(`${path}.new`, path)
    } catch {
      lost++
    } finally {
      waitingBytes -= record.length
    }
  }
  return {
    keep(record) {
      if (waitingBytes + record.length > waitingBytesMax) {
        lost++
        return undefined
      }
      const name = `${randomBytes(12).toString('hex')}.age`
      waitingBytes += record.length
      const copy = record.slice()
      last = last.then(() => write(copy, name))
      return name
    },
    close: () => last,
    get lost() {
      return lost
    },
  }
}
