import type { Decrypter } from 'age-encryption'
import { StanchError } from '../../../text/error.ts'
import type { SopsMetadata } from './sops-metadata.ts'

const dataKeyBytes = 32

/**
 * The key under which a file's values are encrypted, which stands in the file for each recipient.
 *
 * @param identities of age
 * @returns `undefined` when none of them opens it
 * @throws StanchError `SOPS_IDENTITY_INVALID`
 */
export async function openDataKey(
  { recipients, isShared }: SopsMetadata,
  identities: readonly string[],
): Promise<Uint8Array | undefined> {
  const forAge = recipients.filter(({ kind }) => kind === 'age')
  if (isShared || forAge.length === 0 || identities.length === 0) return undefined
  const { armor, Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  for (const identity of identities) add(decrypter, identity)
  for (const { encrypted } of forAge) {
    try {
      const key = await decrypter.decrypt(armor.decode(encrypted.trim()))
      if (key.length === dataKeyBytes) return key
    } catch {
      // Meant for somebody else, or damaged: then another one may be ours.
    }
  }
  return undefined
}

/** The error of a mistyped identity repeats it. */
function add(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity)
  } catch {
    throw new StanchError('SOPS_IDENTITY_INVALID', 'an age identity is mistyped or cut off')
  }
}
