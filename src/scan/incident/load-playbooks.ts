import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PlaybookShelf } from '../../incident/choose-playbook.ts'
import type { Playbook } from '../../incident/playbook.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { KeyPath } from '../../text/strict/shape-faults.ts'
import { expandGlob } from '../expand-glob.ts'
import type { PlaybookChoices } from '../playbooks-schema.ts'
import { readBuilt } from '../read-built.ts'

/** What a configuration says of playbooks, and where it says it. */
export interface PlaybooksRequest {
  readonly choices: PlaybookChoices | undefined
  /** What `choices.files` is relative to. */
  readonly directory: string
  /** `file:line` of a key of the configuration. */
  readonly whereIs: (path: KeyPath) => string
}

interface Located {
  readonly playbook: Playbook
  readonly where: string
}

/**
 * Built-in playbooks, and those of a configuration.
 *
 * @throws StanchError `PLAYBOOK_INVALID` with every fault as `file:line: key: expected …`, one a line; `NOT_BUILT`
 */
export async function loadPlaybooks({
  choices,
  ...place
}: PlaybooksRequest): Promise<PlaybookShelf> {
  const builtIn = JSON.parse(readBuilt('playbooks.json').toString()) as Playbook[]
  if (choices === undefined) return { own: [], builtIn }
  const faults: string[] = []
  const own = [
    ...(await inlineOnes(choices, place, faults)),
    ...(await filedOnes(choices, place, faults)),
  ]
  const taken = new Map(builtIn.map(({ id }) => [id, 'a built-in playbook']))
  for (const { playbook, where } of own) {
    const other = taken.get(playbook.id)
    if (other !== undefined)
      faults.push(`${where}: id: expected one of its own; ${playbook.id} is ${other}`)
    taken.set(playbook.id, `that of ${where}`)
  }
  if (faults.length > 0) throw new StanchError('PLAYBOOK_INVALID', faults.join('\n'))
  return { own: own.map(({ playbook }) => playbook), builtIn }
}

/** @throws StanchError `PLAYBOOK_INVALID` also for a file that cannot be read */
export async function readPlaybook(path: string): Promise<Playbook> {
  const { parsePlaybook } = await import('../../incident/parse-playbook.ts')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new StanchError('PLAYBOOK_INVALID', `${path} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
  return parsePlaybook(text, path)
}

type Place = Omit<PlaybooksRequest, 'choices'>

async function inlineOnes(
  { own }: PlaybookChoices,
  { whereIs }: Place,
  faults: string[],
): Promise<Located[]> {
  const { playbookOf } = await import('../../incident/parse-playbook.ts')
  return own.flatMap((content, at) => {
    const start: KeyPath = ['playbooks', 'own', at]
    const playbook = told(faults, () => playbookOf(content, (path) => whereIs([...start, ...path])))
    return playbook === undefined ? [] : [{ playbook, where: whereIs(start) }]
  })
}

async function filedOnes(
  { files }: PlaybookChoices,
  { directory, whereIs }: Place,
  faults: string[],
): Promise<Located[]> {
  const found: Located[] = []
  const seen = new Set<string>()
  for (const [at, glob] of files.entries()) {
    const paths = told(faults, () => expandGlob(directory, glob)) ?? []
    if (paths.length === 0)
      faults.push(
        `${whereIs(['playbooks', 'files', at])}: playbooks.files[${at}]: no file is there`,
      )
    for (const path of paths) {
      // Globs may overlap.
      if (seen.has(resolve(path))) continue
      seen.add(resolve(path))
      try {
        found.push({ playbook: await readPlaybook(path), where: `${path}:1` })
      } catch (error) {
        faults.push(reasonOf(error))
      }
    }
  }
  return found
}

/** Notes what went wrong, and goes on. */
function told<T>(faults: string[], action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof StanchError)) throw error
    faults.push(error.message)
    return undefined
  }
}
