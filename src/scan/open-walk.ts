import { statSync } from 'node:fs'
import { sep } from 'node:path'
import type { SourceEvent } from '../sources/source.ts'
import type { WalkOptions } from '../sources/walk-files.ts'
import { labelOfArgument } from '../sources/walk-label.ts'

/** Up to so many named files are yielded straight away; more go through the walk, which drops repeated ones. */
const namedFilesMax = 64

/** Named files need no walk: its modules are loaded only for directories. */
export async function openWalk(
  paths: readonly string[],
  options: WalkOptions,
): Promise<Iterable<readonly SourceEvent[]>> {
  const areFiles = paths.every((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
  if (areFiles && paths.length <= namedFilesMax) return [paths.map(namedFile)]
  const { walkPaths } = await import('../sources/walk-files.ts')
  return walkPaths(paths, options)
}

function namedFile(path: string): SourceEvent {
  const origin = { kind: 'file', path: labelOfArgument(path, sep) } as const
  return { kind: 'file', file: { path, origin, named: true } }
}
