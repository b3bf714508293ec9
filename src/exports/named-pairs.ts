import { secretName } from '../redact/csv-table.ts'
import { derivedTextOf, mayDerive } from '../redact/derived-text.ts'
import { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import { decodeJsonString } from '../text/json-string.ts'
import { textOfBytes } from '../text/wide-text.ts'
import type { TextPiece } from './joined-text.ts'

/** A name and a value that are two members of an object, as far as they are known. */
export interface NamedPair {
  name?: string
  value?: PairValue
}

/** A name or a value as it stands. */
export interface PairValue {
  /** One character per byte, without quotes. */
  readonly raw: string
  readonly isString: boolean
  /** Of a value that may be a secret. */
  readonly place: Omit<TextPiece, 'text'> | undefined
}

export const nameKeys: ReadonlySet<string> = new Set(['name', 'key', 'Name', 'Key', 'NAME', 'KEY'])
export const valueKeys: ReadonlySet<string> = new Set(['value', 'Value', 'VALUE'])
/** A value in an object of its own: OTLP, DynamoDB. */
export const wrapperKeys: ReadonlySet<string> = new Set([
  'stringValue', 'string_value', 'intValue', 'S', 'N',
]) // prettier-ignore
const nameBytesMax = 80
/** Longer values are no passwords. */
const valueBytesMax = 4096
/** Shorter values are none, nor are shorter numbers. */
const tooShort = /^(?:.{0,3}|\d{0,5})$/s

/**
 * What a member with a plain value is for the object it stands in, or for the one around that.
 *
 * @param outerKey the key under which the object stands
 */
export function pairRoleOf(
  key: string,
  outerKey: string | undefined,
): 'name' | 'value' | 'wrapped-value' | undefined {
  if (key.length > 12) return undefined
  if (nameKeys.has(key)) return 'name'
  if (valueKeys.has(key)) return 'value'
  const isWrapped = wrapperKeys.has(key) && outerKey !== undefined && valueKeys.has(outerKey)
  return isWrapped ? 'wrapped-value' : undefined
}

export function isValueKey(key: string): boolean {
  return valueKeys.has(key)
}

/**
 * Notes one of both.
 *
 * @returns once both are known: what they say plainly, `"DB_PASSWORD": "…"`, if the name may be one of a secret
 */
export function notePair(
  pair: NamedPair,
  role: 'name' | 'value',
  value: PairValue,
): TextPiece | undefined {
  if (role === 'name') {
    if (!value.isString || value.raw.length > nameBytesMax) return undefined
    pair.name = value.raw
  } else if (value.raw.length <= valueBytesMax) pair.value = value
  if (pair.name === undefined || !pair.value || !maySay(pair.name)) return undefined
  if (tooShort.test(pair.value.raw)) return undefined
  return pieceOf(pair.name.replaceAll(/[^\w.$-]/g, '_'), pair.value)
}

/** Whether what goes by a name may be a secret; by one that is not known yet it may. */
export function maySay(name: string | undefined): boolean {
  return name === undefined || secretName.test(name)
}

function pieceOf(name: string, { raw, isString, place }: PairValue): TextPiece | undefined {
  if (!place) return undefined
  const quote = isString ? '"' : ''
  const before = `"${name}": ${quote}`
  const text = `${before}${raw}${quote}`
  const starts = () =>
    Uint32Array.from({ length: text.length + 1 }, (_, at) =>
      Math.min(Math.max(at - before.length, 0), raw.length),
    )
  return {
    ...place,
    text: OffsetText.lazy(text, starts),
    ...(!isString && { quotes: '"' }),
  }
}

/**
 * What a string of JSON says by the structure of its own text, as JSON in it does.
 *
 * @param raw one character per byte
 * @returns undefined for most
 */
export function derivedPiece(raw: string): OffsetText | undefined {
  const derived = mayDerive(raw) && derivedTextOf(`"${raw}"`)
  if (!derived) return undefined
  const { text, outer } = derived
  const starts = new Uint32Array(text.length + 1)
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const span = outer({ start: at, end: at + 1 })
    starts[at] = span ? span.start - 1 : before
    before = span ? span.end - 1 : before
  }
  starts[text.length] = before
  return OffsetText.mapped(text, starts)
}

/**
 * What a string of JSON says.
 *
 * @param raw one character per byte
 */
export function plainText(raw: string): string {
  return textOfBytes(decodeJsonString(bytesOfLatin1(raw)))
}
