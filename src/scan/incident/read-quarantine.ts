import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { reasonOf, StanchError } from '../../text/error.ts'

/** Records of a quarantine that are looked through. */
const recordsMax = 10_000
/** A record is a line of a log. */
const recordBytesMax = 64 << 20

/**
 * Opens records that `stanch redact --quarantine` has kept, in the age format, one a file: https://age-encryption.org/v1
 *
 * @param path of a record, or of their directory: then the newest come first
 * @param identityPath a file as age-keygen writes it: a line `AGE-SECRET-KEY-1…`
 * @yields the file's name and what is in it; the caller overwrites that
 * @throws StanchError `QUARANTINE_UNREADABLE`
 */
export async function* readQuarantine(
  path: string,
  identityPath: string,
): AsyncGenerator<readonly [from: string, bytes: Uint8Array]> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  for (const identity of await readIdentities(identityPath)) {
    try {
      decrypter.addIdentity(identity)
    } catch (cause) {
      throw unreadable(identityPath, 'expected an identity of age: AGE-SECRET-KEY-1…', cause)
    }
  }
  let opened = 0
  let last: unknown
  const records = await recordsIn(path)
  for (const record of records) {
    const sealed = await readFile(record)
    let bytes: Uint8Array
    try {
      bytes = await decrypter.decrypt(sealed)
    } catch (error) {
      last = error
      continue
    }
    opened++
    yield [`quarantine ${basename(record)}`, bytes]
  }
  if (opened === 0)
    throw unreadable(path, `none of its ${records.length} records opens with ${identityPath}`, last)
}

async function recordsIn(path: string): Promise<string[]> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return [path]
    const names = (await readdir(path)).filter((name) => name.endsWith('.age'))
    const timed = await Promise.all(
      names.map(async (name) => {
        const { mtimeMs, size } = await stat(join(path, name))
        return { path: join(path, name), mtimeMs, size }
      }),
    )
    return timed
      .filter(({ size }) => size <= recordBytesMax)
      .sort((left, right) => right.mtimeMs - left.mtimeMs)
      .slice(0, recordsMax)
      .map((record) => record.path)
  } catch (error) {
    throw unreadable(path, reasonOf(error), error)
  }
}

/** Lines that begin with `#` are comments. */
async function readIdentities(path: string): Promise<string[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw unreadable(path, reasonOf(error), error)
  }
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length > 0) return lines
  throw unreadable(path, 'expected a line AGE-SECRET-KEY-1…, got none')
}

function unreadable(path: string, why: string, cause?: unknown): StanchError {
  return new StanchError('QUARANTINE_UNREADABLE', `${path}: ${why}.`, { cause })
}
