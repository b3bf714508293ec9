import { statSync } from 'node:fs'
import { join } from 'node:path'
import { filesIn, type Repository } from './repository.ts'

/**
 * Names of everything the object store holds: of packs with their sizes, of loose objects. A pack's name is a hash of
 * what is in it, a loose object's of itself.
 */
export function listStore({ objectDirectories }: Repository): string[] {
  return objectDirectories.flatMap((directory) => {
    const packs = filesIn(join(directory, 'pack'))
      .filter((name) => /\.(?:pack|idx)$/.test(name) || name === 'multi-pack-index')
      .map((name) => `${name} ${statSync(join(directory, 'pack', name)).size}`)
    const loose = filesIn(directory)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((first) => looseIn(join(directory, first)).map((rest) => first + rest))
    return [...packs, ...loose].toSorted()
  })
}

/** What cannot be listed is told by those who read it. */
function looseIn(directory: string): string[] {
  try {
    return filesIn(directory)
  } catch {
    return []
  }
}
