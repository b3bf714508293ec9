import { readFileSync } from 'node:fs'

/**
 * Lines of the records of an inventory's file, from 1, by id.
 *
 * @returns nothing when it is no file, as of a database
 */
export function locateRecords(file: string): ReadonlyMap<string, number> | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  const lines = new Map<string, number>()
  text.split('\n').forEach((line, at) => {
    const [, id] = /^\s*(?:-\s+)?id:\s*["']?([^\s"']+)["']?\s*$/.exec(line) ?? []
    if (id !== undefined && !lines.has(id)) lines.set(id, at + 1)
  })
  return lines
}
