import { createDecipheriv } from 'node:crypto'
import { StanchError } from '../../../text/error.ts'

/** A value of a SOPS file, in the file's order. */
export interface SopsLeaf {
  /** Keys, and places in lists, from the outside in. */
  readonly path: readonly (string | number)[]
  /** Of files with several documents, from 0. */
  readonly document: number
  /** What is written there: of numbers, truth values and times as the MAC counts them. */
  readonly text: string
  /** Written as a text, so that it may be encrypted. */
  readonly isText: boolean
}

export const sopsTypes = ['str', 'int', 'float', 'bool', 'bytes', 'time', 'comment'] as const

/** What was encrypted. */
export interface OpenedValue {
  readonly type: (typeof sopsTypes)[number]
  /** As the MAC counts it. */
  readonly bytes: Uint8Array
}

const wrapped =
  /^ENC\[AES256_GCM,data:([A-Za-z0-9+/=]+),iv:([A-Za-z0-9+/=]+),tag:([A-Za-z0-9+/=]+),type:([a-z]+)\]/

export function isWrapped(text: string): boolean {
  return wrapped.test(text)
}

/**
 * Decrypts one value, AES-256-GCM with a nonce of 32 bytes: https://getsops.io/docs/#encryption-protocol and
 * https://github.com/getsops/sops/blob/main/aes/cipher.go. An empty text is never encrypted.
 *
 * @param context that is authenticated along: the keys above it, each with `:` behind
 * @throws StanchError `SOPS_VALUE_INVALID` when it is not what was encrypted there
 */
export function openValue(text: string, dataKey: Uint8Array, context: string): OpenedValue {
  if (text === '') return { type: 'str', bytes: new Uint8Array() }
  const [, data, iv, tag, type] = wrapped.exec(text) ?? []
  const known = sopsTypes.find((one) => one === type)
  if (known === undefined) throw invalid('is not in a form that is known')
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, Buffer.from(iv!, 'base64'), {
      authTagLength: 16,
    })
    decipher.setAAD(Buffer.from(context, 'utf8'))
    decipher.setAuthTag(Buffer.from(tag!, 'base64'))
    const opened = Buffer.concat([decipher.update(Buffer.from(data!, 'base64')), decipher.final()])
    return { type: known, bytes: known === 'bool' ? titleCase(opened) : new Uint8Array(opened) }
  } catch {
    throw invalid('was changed, or moved to another key')
  }
}

/** The keys above a value as they are authenticated along; places in lists do not count. */
export function contextOf({ path }: Pick<SopsLeaf, 'path'>): string {
  return path
    .filter((step) => typeof step === 'string')
    .map((key) => `${key}:`)
    .join('')
}

function titleCase(bytes: Buffer): Uint8Array {
  return Buffer.from(/^t/i.test(bytes.toString('latin1')) ? 'True' : 'False')
}

function invalid(what: string): StanchError {
  return new StanchError('SOPS_VALUE_INVALID', `an encrypted value ${what}`)
}
