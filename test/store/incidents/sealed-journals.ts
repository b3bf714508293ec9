import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Lines of a file of lines. */
export function readLines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1)
}

export function writeLines(path: string, lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''))
}

export function journalPath(root: string, id: string): string {
  return join(root, 'incidents', id, 'journal.jsonl')
}

export function headPath(root: string, id: string): string {
  return join(root, 'incidents', id, 'head.json')
}
