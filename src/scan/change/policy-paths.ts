import type { Configuration } from '../configuration.ts'
import { configurationName } from '../find-configuration.ts'
import { compileGlob } from '../glob.ts'
import { inventoryFileName } from '../inventory-file-name.ts'

/** Which paths of a repository are its policy, as its configuration says: the file itself, and what it names. */
export function policyPathTest(configuration: Configuration): (path: string) => boolean {
  const { rules, suppressions, inventory, playbooks } = configuration
  const named = new Set(
    [
      configurationName,
      '.stanchignore',
      suppressions.file,
      inventoryFileName,
      ...(inventory.store === undefined ? [] : [inventory.store]),
    ].map(normalised),
  )
  const globs = [...rules.files, ...(playbooks?.files ?? [])]
  const tests = globs.map((glob) => globTest(normalised(glob)))
  return (path) => named.has(path) || tests.some((test) => test(path))
}

/** Whether what a configuration names would be looked for below that path. */
export function isAbovePolicy(path: string, configuration: Configuration): boolean {
  const { rules, suppressions, inventory, playbooks } = configuration
  return [...rules.files, ...(playbooks?.files ?? []), suppressions.file, inventory.store ?? '']
    .map((named) => normalised(named).replace(/[*?[{\\].*$/s, ''))
    .some((start) => start.startsWith(`${path}/`))
}

/** As `expandGlob` reads it. */
function globTest(glob: string): (path: string) => boolean {
  if (!/[*?[{\\]/.test(glob)) return (path) => path === glob
  return compileGlob(glob.includes('/') ? glob : `/${glob}`)
}

function normalised(path: string): string {
  return path.replace(/^(?:\.\/+)+/, '').replaceAll(/\/{2,}|\/\.(?=\/)/g, '/')
}
