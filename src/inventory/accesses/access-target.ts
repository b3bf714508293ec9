import type { InventoryRecord } from '../record.ts'

/** By what one secret is known in logs. */
export interface AccessTarget {
  readonly record: InventoryRecord
  /** Fingerprints of all forms and versions. */
  readonly fingerprints: ReadonlySet<string>
  /** `hmac-sha256:…` of the value, as Vault's audit devices write it (`sys/audit-hash`). */
  readonly auditHashes: ReadonlySet<string>
  /** Base64 of the token's SHA-256, as the audit log of GitHub has it (`hashed_token`). */
  readonly tokenHashes: ReadonlySet<string>
  /** Whether a text is the value, in any form or version. */
  readonly isValue: (text: string) => boolean
  /** Whether a public key id is this credential's. */
  readonly isKeyId: (id: string) => boolean
}

/** Path in its store without the key of a map: `secret/app` of `secret/app#PASSWORD`. */
export function storePathOf({ store }: InventoryRecord): string | undefined {
  return store?.path?.replace(/#[^#]*$/, '')
}

/** Key of the map in its store: `PASSWORD` of `secret/app#PASSWORD`. */
export function storeKeyOf({ store, id }: InventoryRecord): string | undefined {
  const key = /#([^#]*)$/.exec(store?.path ?? '')?.[1]
  return key ?? decodePart(/#([^#]*)$/.exec(id)?.[1])
}

/** Ids have `~XX` for bytes that they may not have. */
function decodePart(part: string | undefined): string | undefined {
  if (part?.includes('~') !== true) return part
  try {
    return decodeURIComponent(part.replaceAll('~', '%'))
  } catch {
    return part
  }
}
