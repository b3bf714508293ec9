import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const configurationName = 'stanch.yaml'

/**
 * The nearest `stanch.yaml`, from `startDirectory` upwards to the repository's root (the directory that holds
 * `.git`, be it a directory or a worktree's file) or the file system's. Two look-ups a directory, nothing read.
 *
 * @returns an absolute path
 */
export function findConfiguration(startDirectory: string): string | undefined {
  for (let directory = resolve(startDirectory); ;) {
    const path = join(directory, configurationName)
    if (existsSync(path)) return path
    const parent = dirname(directory)
    if (parent === directory || existsSync(join(directory, '.git'))) return undefined
    directory = parent
  }
}
