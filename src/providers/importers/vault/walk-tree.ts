import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { StanchError } from '../../../text/error.ts'
import { vaultPath, type VaultReply } from './vault-client.ts'

/** A path that is no folder, or why a folder could not be listed. */
export type WalkStep = { readonly kind: 'entry'; readonly path: string } | ImportEvent

export interface Tree {
  /** Lists a folder; its path is percent-encoded and ends with a slash, or is empty for the root. */
  readonly list: (encodedFolder: string) => Promise<VaultReply>
  /** For people: the path as the store shows it. */
  readonly nameOf: (path: string) => string
  /** What a token needs to list. */
  readonly permission: string
}

/** Deeper is no tree but a fault of the server. */
const depthMax = 64

/**
 * All paths below a folder, in the order of its lists. Vault has no pages, so memory holds what is left of one list for
 * each level, and no more.
 *
 * @param root ends with a slash, or is empty; a folder that is not there is empty
 */
export async function* walkTree(tree: Tree, root: string): AsyncGenerator<WalkStep> {
  const open: string[][] = [[root]]
  while (open.length > 0) {
    const path = open.at(-1)!.pop()
    if (path === undefined) {
      open.pop()
      continue
    }
    if (path !== '' && !path.endsWith('/')) {
      yield { kind: 'entry', path }
      continue
    }
    const names = open.length > depthMax ? 'nested too deeply' : await namesBelow(path, tree)
    if (typeof names === 'string') yield { kind: 'problem', path: tree.nameOf(path), reason: names }
    else open.push(names.reverse().map((name) => path + name))
  }
}

/** Begins the reason of a problem that is the network's. */
export const noAnswer = 'no answer: '

/** @returns why there are none, or the names */
async function namesBelow(folder: string, tree: Tree): Promise<string[] | string> {
  const encoded = vaultPath(folder)
  if (encoded === undefined) return 'no address can hold a part . or ..'
  try {
    return namesOf(await tree.list(encoded), tree)
  } catch (error) {
    if (!(error instanceof StanchError) || error.code !== 'HTTP_FAILED') throw error
    return noAnswer + error.message
  }
}

function namesOf({ status, data }: VaultReply, { permission }: Tree): string[] | string {
  if (status === 404) return []
  if (status === 403) return `not listed: forbidden; the token needs ${permission}`
  const keys = data?.['keys']
  if (status !== 200 || !Array.isArray(keys)) return `not listed: the answer ${status} has no names`
  return keys.filter((name): name is string => typeof name === 'string' && name !== '')
}
