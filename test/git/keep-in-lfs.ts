import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Puts a file where `git lfs` keeps it beside a clone. @returns its pointer, and where it is */
export function keepInLfs(clone: string, text: string): { pointer: string; file: string } {
  const hash = createHash('sha256').update(text).digest('hex')
  const directory = join(clone, '.git/lfs/objects', hash.slice(0, 2), hash.slice(2, 4))
  mkdirSync(directory, { recursive: true })
  const file = join(directory, hash)
  writeFileSync(file, text)
  const size = Buffer.byteLength(text)
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${hash}\nsize ${size}\n`
  return { pointer, file }
}
