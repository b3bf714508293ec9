import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StanchError } from '../../../text/error.ts'
import type { ImportContext } from '../importer.ts'

/** Keys of age by which files may be opened, and where they were looked for. */
export interface AgeIdentities {
  readonly identities: readonly string[]
  /** For people. */
  readonly places: readonly string[]
}

/**
 * From where SOPS has them: `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`, `sops/age/keys.txt` of the user's configuration. A
 * command that is named by `SOPS_AGE_KEY_CMD` is never run. https://getsops.io/docs/#encrypting-using-age
 *
 * @throws StanchError `SOPS_KEY_FILE_UNREADABLE` for a file that a variable names
 */
export async function ageIdentities({ env }: Pick<ImportContext, 'env'>): Promise<AgeIdentities> {
  const identities: string[] = []
  const places: string[] = []
  const add = (place: string, text: string) => {
    places.push(place)
    for (const word of text.replaceAll(/^\s*#.*$/gm, '').split(/\s+/))
      if (/^AGE-SECRET-KEY-(?:PQ-)?1/.test(word)) identities.push(word)
  }
  const key = env['SOPS_AGE_KEY']
  if (key !== undefined && key !== '') add('SOPS_AGE_KEY', key)
  const file = env['SOPS_AGE_KEY_FILE']
  if (file !== undefined && file !== '') {
    const text = await readText(file)
    if (text === undefined)
      throw new StanchError('SOPS_KEY_FILE_UNREADABLE', `SOPS_AGE_KEY_FILE: ${file} cannot be read`)
    add(`SOPS_AGE_KEY_FILE (${file})`, text)
  }
  for (const path of userFiles(env)) {
    const text = await readText(path)
    if (text !== undefined) add(path, text)
  }
  return { identities, places }
}

function userFiles(env: ImportContext['env']): string[] {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? ''
  const folders = [
    env['XDG_CONFIG_HOME'],
    home === '' ? undefined : join(home, '.config'),
    process.platform === 'darwin' && home !== ''
      ? join(home, 'Library/Application Support')
      : undefined,
    env['AppData'] ?? env['APPDATA'],
  ].filter((folder) => folder !== undefined && folder !== '')
  return Array.from(new Set(folders), (folder) => join(folder!, 'sops/age/keys.txt'))
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
