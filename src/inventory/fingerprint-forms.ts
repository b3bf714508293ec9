import { refusalOf } from '../engine/known-refusal.ts'
import { latin1Of } from '../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../text/fingerprint.ts'
import { decodeWhole } from './decode-whole.ts'
import type { FingerprintForm, RecordFingerprint } from './record.ts'
import type { StoredValue } from './stored-secret.ts'

/** What a scan finds in a value. */
export interface ValuePart {
  readonly value: Uint8Array
  /** Public: an id that names whose it is. */
  readonly isIdentifier: boolean
}

export interface FormOptions {
  /** Fingerprints are made under it. */
  readonly key: FingerprintKey
  /** Secrets that stand in a value, fully decoded; the value itself may be one of them. */
  readonly partsOf: (value: Uint8Array) => readonly ValuePart[]
  /** Makes the unkeyed column, too; `undefined` for a value that a guesser could reach. */
  readonly hmslOf?: (value: Uint8Array) => string | undefined
}

/** By what a value will be known, or why it cannot be. */
export type FormsOfValue =
  { readonly fingerprints: readonly RecordFingerprint[] } | { readonly refused: string }

/**
 * Fingerprints of all forms in which a value may be met: as it stands in its store, decoded, the secrets in it by
 * themselves, and their public ids.
 *
 * @returns `refused` for what is no secret by itself: a word, a port, a host name
 */
export function formsOf(
  { value, version, isIdentifier }: StoredValue,
  options: FormOptions,
): FormsOfValue {
  const raw = withoutLastLineFeed(value)
  const parts = options.partsOf(raw)
  const text = latin1Of(raw)
  const isOneOrMore = parts.length > 0 || objectOfJson.test(text)
  const reason = isOneOrMore ? undefined : refusalOf(text)
  if (reason !== undefined) return { refused: reason }
  const decoded = decodeWhole(raw)
  const forms: (readonly [FingerprintForm, Uint8Array])[] = [
    [isIdentifier === true || isWhole(parts, raw) ? 'key-id' : 'raw', raw],
    ...(decoded === undefined ? [] : [['decoded', decoded] as const]),
    ...parts.map((part) => [part.isIdentifier ? 'key-id' : 'part', part.value] as const),
  ]
  const byValue = new Map<string, RecordFingerprint>()
  const add = (form: FingerprintForm, fingerprint: string) => {
    if (byValue.has(fingerprint)) return
    byValue.set(fingerprint, {
      form,
      value: fingerprint,
      ...(version === undefined ? {} : { version }),
    })
  }
  for (const [form, bytes] of forms) add(form, fingerprintOf(bytes, options.key))
  for (const [form, bytes] of forms) {
    const hash = form === 'key-id' ? undefined : options.hmslOf?.(bytes)
    if (hash !== undefined) add('hmsl', `hmsl:${hash}`)
  }
  return { fingerprints: [...byValue.values()] }
}

/** Looks like `{NAME}`, and is a store's map that nobody masks as a whole. */
const objectOfJson = /^\{\s*"[^]{40,}\}$/

/** Whether a value is a public id and nothing else. */
function isWhole(parts: readonly ValuePart[], raw: Uint8Array): boolean {
  return parts.some(({ isIdentifier, value }) => isIdentifier && latin1Of(value) === latin1Of(raw))
}

/** A file that was put into a store ends with a line feed that no finding has. */
export function withoutLastLineFeed(value: Uint8Array): Uint8Array {
  const end = value.at(-1) === 10 ? (value.at(-2) === 13 ? -2 : -1) : value.length
  return value.subarray(0, end)
}
