import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compileGlob } from './glob.ts'

/**
 * Files below a directory that a glob means, in order of name; a glob without wildcards is taken as it is. Links
 * to directories are not followed.
 *
 * @throws StanchError `GLOB_SYNTAX`
 */
export function expandGlob(directory: string, glob: string): string[] {
  if (!/[*?[{\\]/.test(glob)) return [join(directory, glob)]
  const matches = compileGlob(glob.includes('/') ? glob : `/${glob}`)
  const depthMax = glob.includes('**') ? Infinity : glob.split('/').length
  const visit = (inner: string, depth: number): string[] =>
    listDirectory(join(directory, inner)).flatMap((entry) => {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (entry.isDirectory())
        return depth < depthMax && entry.name !== '.git' ? visit(path, depth + 1) : []
      return matches(path) ? [join(directory, path)] : []
    })
  return visit('', 1)
}

function listDirectory(path: string) {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))
  } catch {
    return []
  }
}
