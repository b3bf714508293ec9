import { readdirSync, readFileSync } from 'node:fs'
import { parsePlaybook } from '../../src/incident/parse-playbook.ts'
import type { Playbook } from '../../src/incident/playbook.ts'

const directory = new URL('../../rules/playbooks/', import.meta.url)

/** As they stand in the repository. */
export const builtInPlaybooks: readonly Playbook[] = readdirSync(directory)
  .filter((name) => name.endsWith('.yaml'))
  .toSorted()
  .map((name) => parsePlaybook(readFileSync(new URL(name, directory), 'utf8'), name))

export function builtInPlaybook(id: string): Playbook {
  const found = builtInPlaybooks.find((playbook) => playbook.id === id)
  if (found === undefined) throw new Error(`no playbook ${id}`)
  return found
}
