import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parsePlaybook } from '../incident/parse-playbook.ts'
import { StanchError } from '../text/error.ts'

/**
 * Compiles `rules/playbooks/*.yaml` into `dist/pack/playbooks.json`.
 *
 * @throws StanchError `PLAYBOOK_INVALID` with the faults of all files
 */
export function packPlaybooks(root: URL): void {
  const faults: string[] = []
  const playbooks = readdirSync(new URL('rules/playbooks/', root))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .flatMap((name) => {
      const path = `rules/playbooks/${name}`
      try {
        const playbook = parsePlaybook(readFileSync(new URL(path, root), 'utf8'), path)
        if (`${playbook.id}.yaml` === name) return [playbook]
        faults.push(`${path}:1: id: expected the name of its file`)
      } catch (error) {
        if (!(error instanceof StanchError)) throw error
        faults.push(error.message)
      }
      return []
    })
  if (faults.length > 0) throw new StanchError('PLAYBOOK_INVALID', faults.join('\n'))
  writeFileSync(new URL('dist/pack/playbooks.json', root), JSON.stringify(playbooks))
}
