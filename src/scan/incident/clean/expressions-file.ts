import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from '../../../git/repository.ts'

/** Where the expressions of an incident lie: within git’s own directory, which no commit takes in. */
export function expressionsPath({ commonDirectory }: Repository, incident: string): string {
  return join(commonDirectory, 'stanch', `${incident}.txt`)
}

/**
 * Writes what `git filter-repo --replace-text` is to replace, for this user alone; the value is in no argument.
 * (https://github.com/newren/git-filter-repo/blob/main/Documentation/git-filter-repo.txt, “--replace-text”)
 *
 * @throws errors of the file system
 */
export function writeExpressions(path: string, value: Uint8Array): void {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  rmSync(path, { force: true })
  const descriptor = openSync(path, 'wx', 0o600)
  const line = expressionOf(value)
  try {
    for (let at = 0; at < line.length;) at += writeSync(descriptor, line, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
    line.fill(0)
  }
}

/** One line: the value as it is, or where a line cannot hold it as a regular expression of its bytes. */
function expressionOf(value: Uint8Array): Buffer {
  const bytes = Buffer.from(value)
  const isPlain = !bytes.includes(10) && !bytes.includes(13) && !bytes.includes('==>')
  const text = isPlain ? Buffer.concat([Buffer.from('literal:'), bytes]) : Buffer.from(`regex:${escapedBytes(bytes)}`) // prettier-ignore
  return Buffer.concat([text, Buffer.from('==>REDACTED\n')])
}

function escapedBytes(bytes: Buffer): string {
  const escaped = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    return /[0-9A-Za-z]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`
  })
  return escaped.join('')
}
