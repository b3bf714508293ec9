import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { skipped } from '../draft/told.ts'
import { eventsOfSecret, type SecretPlace } from './kubernetes-secret.ts'

/** Kinds that stand for secrets without having them, and where these are. */
const indirect: Readonly<Record<string, string>> = {
  SealedSecret:
    'sealed: only its controller can open it; read the Secret that it makes, from the cluster',
  ExternalSecret: 'refers to another store; import from that',
  ClusterExternalSecret: 'refers to another store; import from that',
  SecretProviderClass: 'refers to another store; import from that',
  VaultStaticSecret: 'refers to Vault; import from that',
  VaultDynamicSecret: 'refers to Vault, which issues a new one each time',
  SopsSecret: 'encrypted by SOPS; import it with `stanch inventory import sops`',
}

/** Of a manifest: Secrets, also those in lists; what stands for one is told as skipped, all else is no secret. */
export function* eventsOfObject(
  object: unknown,
  place: SecretPlace,
  where: string,
): Generator<ImportEvent> {
  if (typeof object !== 'object' || object === null) return
  const { kind, apiVersion, items, metadata, sops } = object as Record<string, unknown>
  if (typeof kind !== 'string') return
  if (Array.isArray(items) && kind.endsWith('List')) {
    // Entries of a SecretList need not say what they are.
    const of = kind === 'SecretList' ? { kind: 'Secret', apiVersion: 'v1' } : {}
    for (const [at, item] of items.entries()) {
      if (typeof item === 'object' && item !== null)
        yield* eventsOfObject({ ...of, ...(item as object) }, place, `${where}, item ${at + 1}`)
    }
    return
  }
  if (kind === 'Secret' && apiVersion === 'v1') {
    if (sops !== undefined) yield skipped(where, indirect['SopsSecret']!)
    else yield* eventsOfSecret(object, place, where)
    return
  }
  const reason = Object.hasOwn(indirect, kind) ? indirect[kind] : undefined
  if (reason === undefined) return
  const { name } = (metadata ?? {}) as { readonly name?: unknown }
  const isName = typeof name === 'string' && /^[A-Za-z0-9.-]{1,253}$/.test(name)
  yield skipped(isName ? `${where}: ${kind} ${name}` : where, reason)
}
