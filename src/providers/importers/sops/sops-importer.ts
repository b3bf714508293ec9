import { reasonOf } from '../../../text/error.ts'
import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { oneLine } from '../draft/one-line.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import { importFiles, readWhole, type ImportFile } from '../input/import-files.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { ageIdentities, type AgeIdentities } from './age-identities.ts'
import { decryptSopsFile, type OpenedLeaf } from './decrypt-sops-file.ts'
import { openDataKey } from './open-data-key.ts'
import { parseSopsFile } from './parse-sops-file.ts'
import { isWrapped, type SopsLeaf } from './sops-leaf.ts'
import { readSopsMetadata, type SopsMetadata } from './sops-metadata.ts'

const fileBytesMax = 16 << 20

/**
 * Files encrypted by SOPS: https://getsops.io/docs/. With an age identity their values are decrypted and their MAC is
 * checked; without one names, recipients and the time of the last change are taken. That time is the file's: a value
 * was changed then at the latest.
 */
export const sopsImporter: Importer = {
  name: 'sops',
  description: 'SOPS: encrypted YAML, JSON, dotenv and INI files',
  argument: { name: '[file...]', description: 'files, or - for standard input with --name' },
  options: [
    { flags: '--name <name>', description: 'name of the file in ids, the same at every import' },
  ],
  environment: [
    { name: 'SOPS_AGE_KEY', description: 'age identities' },
    { name: 'SOPS_AGE_KEY_FILE', description: 'file of age identities' },
  ],
  async *events(context) {
    const files = importFiles(context, 'sops')
    const keys = await ageIdentities(context)
    for (const file of files) {
      context.signal.throwIfAborted()
      yield* eventsOfFile(file, keys, context)
    }
  },
}

async function* eventsOfFile(
  file: ImportFile,
  keys: AgeIdentities,
  { signal }: ImportContext,
): AsyncGenerator<ImportEvent> {
  const path = file.name
  try {
    const { leaves, metadata: block } = await parseSopsFile(
      await readWhole(file, fileBytesMax),
      path,
    )
    if (block === undefined) {
      const reason =
        'has no block sops, so SOPS did not encrypt it; for a file in clear there is: stanch inventory import dotenv'
      yield problem(path, reason)
      return
    }
    const metadata = readSopsMetadata(block)
    const dataKey = await openDataKey(metadata, keys.identities)
    if (dataKey === undefined) {
      yield skipped(path, closedReason(metadata, keys))
      for (const leaf of leaves)
        if (isSecretClosed(leaf, metadata)) yield secretOf(path, leaf, metadata)
      return
    }
    const opened = decryptSopsFile({ leaves }, metadata, dataKey)
    dataKey.fill(0)
    for (const leaf of opened) yield eventOf(path, leaf, metadata)
    yield { kind: 'covered', idPrefix: `${recordIdOf('sops', path.split('/'))}#` }
  } catch (error) {
    if (signal.aborted) throw error
    yield problem(path, `${reasonOf(error)}; nothing of it was taken. ${adviceOf(error)}`)
  }
}

function adviceOf(error: unknown): string {
  const { code } = error as { code?: unknown }
  if (code === 'SOPS_IDENTITY_INVALID') return 'Check SOPS_AGE_KEY and SOPS_AGE_KEY_FILE.'
  if (code !== 'SOPS_MAC_MISMATCH' && code !== 'SOPS_VALUE_INVALID') return 'Check the file.'
  return 'It was changed after SOPS wrote it, or is merged badly: sops -d FILE says whether it opens.'
}

function eventOf(file: string, leaf: OpenedLeaf, metadata: SopsMetadata): ImportEvent {
  const path = oneLine(`${file}#${keyOf(leaf)}`)!
  if (leaf.opened === undefined)
    return skipped(path, `in clear, as ${metadata.rule.name} of the file says`)
  const { type, bytes } = leaf.opened
  if (bytes.length === 0) return skipped(path, 'empty')
  if (type === 'comment') return skipped(path, 'a comment')
  if (type === 'bool' || type === 'time')
    return skipped(path, type === 'bool' ? 'a truth value' : 'a time')
  return secretOf(file, leaf, metadata, bytes)
}

function isSecretClosed(leaf: SopsLeaf, { rule }: SopsMetadata): boolean {
  return (
    rule.isEncrypted(leaf) &&
    isWrapped(leaf.text) &&
    !/type:(?:comment|bool|time|int|float)\]/.test(leaf.text)
  )
}

function secretOf(
  file: string,
  leaf: SopsLeaf,
  metadata: SopsMetadata,
  value?: Uint8Array,
): ImportEvent {
  const key = keyOf(leaf)
  const consumers = metadata.recipients.map(({ kind, name }) => oneLine(`${kind}:${name}`)!)
  return {
    kind: 'secret',
    secret: {
      draft: {
        id: recordIdOf('sops', file.split('/'), key),
        store: { type: 'sops', path: oneLine(`${file}#${key}`)!, version: metadata.lastModified },
        ...withoutMissing({
          lastRotatedAt: storeTime(metadata.lastModified),
          consumers: consumers.length === 0 ? undefined : consumers,
        }),
      },
      values: value === undefined ? [] : [{ value }],
    },
  }
}

/** `database.password`, `list.0`, `data."tls.crt"`; of a further document `2:database.password`. */
function keyOf({ path, document }: SopsLeaf): string {
  const key = path
    .map((step) => (/^[\w-]+$/.test(String(step)) ? step : JSON.stringify(step)))
    .join('.')
  return document === 0 ? key : `${document + 1}:${key}`
}

function closedReason({ recipients, isShared }: SopsMetadata, { places }: AgeIdentities): string {
  const kinds = Array.from(new Set(recipients.map(({ kind }) => kind))).join(', ') || 'nobody'
  const looked =
    places.length === 0
      ? 'no age identity is set'
      : `no age identity of ${places.join(', ')} opens it`
  const why = isShared ? 'its key is shared out among groups' : `encrypted for ${kinds}; ${looked}`
  return (
    `names and dates only: ${why}. For values of PGP, KMS, ssh or shared keys: ` +
    `sops -d --output-type json FILE | stanch inventory import json - --name FILE`
  )
}
