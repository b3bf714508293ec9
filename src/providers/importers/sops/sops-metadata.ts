import * as v from 'valibot'
import { StanchError } from '../../../text/error.ts'
import { sopsRule, type SopsRule } from './sops-rule.ts'

/** Who can open the data key of a file. */
export interface SopsRecipient {
  readonly kind: 'age' | 'pgp' | 'aws-kms' | 'gcp-kms' | 'azure-kv' | 'vault' | 'huawei-kms'
  /** A public key, a fingerprint, an ARN, an address. */
  readonly name: string
  /** The data key as it is encrypted for it. */
  readonly encrypted: string
}

/** The `sops` block of a file: https://github.com/getsops/sops/blob/main/stores/stores.go */
export interface SopsMetadata {
  /** RFC 3339, as it is authenticated along with the MAC. */
  readonly lastModified: string
  readonly mac: string
  readonly recipients: readonly SopsRecipient[]
  /** The data key is shared out among groups, of which several are needed. */
  readonly isShared: boolean
  readonly rule: SopsRule
  readonly isMacOnlyEncrypted: boolean
}

const text = v.string()
const list = <T extends v.GenericSchema>(schema: T) => {
  // Flattened formats have lists as maps of their places.
  const items = v.union([
    v.array(schema),
    v.pipe(
      v.record(v.string(), schema),
      v.transform((map) => Object.values(map)),
    ),
  ])
  return v.nullish(items, [])
}

const groupEntries = {
  age: list(v.object({ recipient: text, enc: text })),
  pgp: list(v.object({ fp: text, enc: text })),
  kms: list(v.object({ arn: text, enc: text })),
  gcp_kms: list(v.object({ resource_id: text, enc: text })),
  azure_kv: list(v.object({ vault_url: text, name: text, enc: text })),
  hc_vault: list(v.object({ vault_address: text, engine_path: text, key_name: text, enc: text })),
  hckms: list(v.object({ key_id: text, enc: text })),
}

const schema = v.object({
  ...groupEntries,
  key_groups: list(v.object(groupEntries)),
  lastmodified: v.pipe(text, v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)),
  mac: text,
  unencrypted_suffix: v.nullish(text),
  encrypted_suffix: v.nullish(text),
  unencrypted_regex: v.nullish(text),
  encrypted_regex: v.nullish(text),
  unencrypted_comment_regex: v.nullish(text),
  encrypted_comment_regex: v.nullish(text),
  mac_only_encrypted: v.nullish(v.union([v.boolean(), text])),
})

/** @throws StanchError `SOPS_FILE_INVALID` that names the keys at fault */
export function readSopsMetadata(block: unknown): SopsMetadata {
  const parsed = v.safeParse(schema, block)
  if (!parsed.success) {
    const keys = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'sops').join(', ')
    throw new StanchError('SOPS_FILE_INVALID', `the block sops is not understood: ${keys}`)
  }
  const { output } = parsed
  const groups = output.key_groups ?? []
  return {
    lastModified: output.lastmodified.replace(/\.\d+/, ''),
    mac: output.mac,
    recipients: [output, ...groups].flatMap((group) => recipientsOf(group)),
    isShared: groups.length > 1,
    rule: sopsRule(output),
    isMacOnlyEncrypted: String(output.mac_only_encrypted) === 'true',
  }
}

type Group = Pick<v.InferOutput<typeof schema>, keyof typeof groupEntries>

function recipientsOf(group: Group): SopsRecipient[] {
  const of = <Key extends { readonly enc: string }>(
    kind: SopsRecipient['kind'],
    keys: readonly Key[] | null | undefined,
    name: (key: Key) => string,
  ) => (keys ?? []).map((key) => ({ kind, name: name(key), encrypted: key.enc }))
  return [
    ...of('age', group.age, ({ recipient }) => recipient),
    ...of('pgp', group.pgp, ({ fp }) => fp),
    ...of('aws-kms', group.kms, ({ arn }) => arn),
    ...of('gcp-kms', group.gcp_kms, (key) => key.resource_id),
    ...of('azure-kv', group.azure_kv, (key) => `${key.vault_url}/keys/${key.name}`),
    ...of('vault', group.hc_vault, (key) =>
      [key.vault_address, 'v1', key.engine_path, 'keys', key.key_name].join('/'),
    ),
    ...of('huawei-kms', group.hckms, (key) => key.key_id),
  ]
}
