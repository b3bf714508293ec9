import { join } from 'node:path'
import {
  isIgnored,
  parseIgnoreList,
  readIgnoreList,
  type IgnoreList,
} from '../../sources/ignore-list.ts'
import { byteKeyOf, labelOfBytes } from '../../sources/walk-label.ts'
import type { Configuration } from '../configuration.ts'
import { compileGlob } from '../glob.ts'

/** Why a path of a repository is not scanned; `undefined` when it is. */
export type PathFilter = (path: Uint8Array) => string | undefined

/**
 * The globs that a scan names, the configuration's `ignore`, and the `.stanchignore` at the work tree's root.
 * Policy is what stands there now, not in the commit at hand.
 */
export function makePathFilter(
  globs: readonly string[],
  configuration: Configuration,
  workTree: string | undefined,
): PathFilter {
  const isNamed = globs.map(compileGlob)
  const lists: [IgnoreList | undefined, string][] = configuration.noIgnore
    ? []
    : [
        [parseIgnoreList(configuration.ignore.join('\n'), 0), 'ignored by stanch.yaml'],
        [
          workTree === undefined ? undefined : readIgnoreList(join(workTree, '.stanchignore'), 0),
          'ignored by .stanchignore',
        ],
      ]
  return (path) => {
    if (isNamed.length > 0 && !isNamed.some((test) => test(labelOfBytes(path)))) {
      return 'outside the paths asked for'
    }
    return lists.find(([list]) => list && isPathIgnored(list, path))?.[1]
  }
}

/** Whether the path or a directory above it is ignored. */
function isPathIgnored(list: IgnoreList, path: Uint8Array): boolean {
  const parts = byteKeyOf(path).split('/')
  return parts.some((name, at) =>
    isIgnored([list], parts.slice(0, at), name, at < parts.length - 1),
  )
}
