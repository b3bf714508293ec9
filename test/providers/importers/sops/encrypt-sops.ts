import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { armor, Encrypter } from 'age-encryption'

/** A value as it stands in the file, or what is to be encrypted: type and text. */
export type SopsNode =
  | { readonly clear: string | number | boolean | null }
  | { readonly type: string; readonly text: string }

export interface SopsSetting {
  /** Keys joined with `/`, in order; a number is a place in a list. */
  readonly tree: readonly (readonly [path: string, node: SopsNode])[]
  readonly recipient: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly lastModified?: string
}

export interface EncryptedSops {
  /** By path, what is written in the file. */
  readonly values: ReadonlyMap<string, string | number | boolean | null>
  readonly sops: Readonly<Record<string, unknown>>
}

/**
 * The encrypting side of SOPS, written from its description (https://getsops.io/docs/#encryption-protocol): AES-256-GCM,
 * nonces of 32 bytes, the path as additional data, SHA-512 over all values.
 */
export async function encryptSops(setting: SopsSetting): Promise<EncryptedSops> {
  const { tree, recipient, metadata = {}, lastModified = '2026-03-04T05:06:07Z' } = setting
  const dataKey = randomBytes(32)
  const hash = createHash('sha512')
  const isMacOnlyEncrypted = metadata['mac_only_encrypted'] === true
  if (isMacOnlyEncrypted) hash.update(createHash('sha256').update('sops').digest())
  const values = new Map<string, string | number | boolean | null>()
  for (const [path, node] of tree) {
    if ('clear' in node) {
      values.set(path, node.clear)
      if (node.clear !== null && !isMacOnlyEncrypted) hash.update(macTextOf(node.clear))
    } else {
      if (node.type !== 'comment') hash.update(node.text)
      values.set(path, seal(node.text, node.type, dataKey, contextOf(path)))
    }
  }
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const enc = armor.encode(await encrypter.encrypt(new Uint8Array(dataKey)))
  const mac = seal(hash.digest('hex').toUpperCase(), 'str', dataKey, lastModified)
  return {
    values,
    sops: {
      age: [{ recipient, enc }],
      lastmodified: lastModified,
      mac,
      version: '3.13.3',
      ...metadata,
    },
  }
}

function contextOf(path: string): string {
  const keys = path.split('/').filter((step) => !/^\d+$/.test(step))
  return keys.map((key) => `${key}:`).join('')
}

function macTextOf(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
}

function seal(text: string, type: string, key: Buffer, context: string): string {
  const iv = randomBytes(32)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(Buffer.from(context))
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const [a, b, c] = [data, iv, cipher.getAuthTag()].map((part) => part.toString('base64'))
  return `ENC[AES256_GCM,data:${a},iv:${b},tag:${c},type:${type}]`
}

/** Nested as `JSON.stringify` wants it. */
export function nestedOf({ values, sops }: EncryptedSops): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [path, value] of values) {
    const steps = path.split('/')
    let node = root
    steps.slice(0, -1).forEach((step, at) => {
      node = (node[step] ??= /^\d+$/.test(steps[at + 1]!) ? [] : {}) as Record<string, unknown>
    })
    node[steps.at(-1)!] = value
  }
  return { ...root, sops }
}

/** `key=value` lines with a flattened block. */
export function dotenvOf({ values, sops }: EncryptedSops): string {
  const { age, ...rest } = sops as { age: { recipient: string; enc: string }[] } & Record<
    string,
    unknown
  >
  const line = (key: string, value: unknown) => `${key}=${String(value).replaceAll('\n', '\\n')}\n`
  return [
    ...Array.from(values, ([key, value]) => line(key, value)),
    line('sops_age__list_0__map_enc', age[0]!.enc),
    line('sops_age__list_0__map_recipient', age[0]!.recipient),
    ...Object.entries(rest).map(([key, value]) => line(`sops_${key}`, value)),
  ].join('')
}

export function iniOf({ values, sops }: EncryptedSops): string {
  const { age, ...rest } = sops as { age: { recipient: string; enc: string }[] } & Record<
    string,
    unknown
  >
  const flat = (value: unknown) => String(value).replaceAll('\n', '\\n')
  const names = new Set(Array.from(values.keys(), (path) => path.split('/')[0]!))
  const sections = Array.from(
    names,
    (name) =>
      `[${name}]\n${Array.from(values)
        .filter(([path]) => path.startsWith(`${name}/`))
        .map(([path, value]) => `${path.split('/')[1]} = ${String(value)}\n`)
        .join('')}`,
  )
  const block = [
    ['age__list_0__map_enc', age[0]!.enc],
    ['age__list_0__map_recipient', age[0]!.recipient],
    ...Object.entries(rest),
  ].map(([key, value]) => `${String(key)} = ${flat(value)}\n`)
  return `${sections.join('\n')}\n[sops]\n${block.join('')}`
}
