import { fieldOf, isObject, textOf, type JsonObject } from '../../../../text/field-of.ts'

/** The version of a Secret that no rotation has touched. */
export const original = 'original'

/** A Secret as https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ has it. */
export interface SecretObject {
  readonly json: JsonObject
  readonly resourceVersion: string
  /** As of our annotations; else that of an untouched one. */
  readonly version: string
  /** Values that are text, by key. */
  readonly texts: Readonly<Record<string, string>>
}

/** On each Secret of a rotation: which of its versions it holds. */
export const annotation = 'stanch/rotation'

/** @returns `undefined`: it is none */
export function parseSecret(json: unknown): SecretObject | undefined {
  const resourceVersion = textOf(json, 'metadata', 'resourceVersion')
  if (!isObject(json) || resourceVersion === undefined) return undefined
  const data = fieldOf(json, 'data')
  const entries = Object.entries(isObject(data) ? data : {}).flatMap(([key, value]) => {
    const text = typeof value === 'string' ? textOfBase64(value) : undefined
    return text === undefined ? [] : [[key, text] as const]
  })
  const version = textOf(json, 'metadata', 'annotations', annotation) ?? original
  return { json, resourceVersion, version, texts: Object.fromEntries(entries) }
}

/** The same object with other texts and another version; all else, values that are no text too, stays. */
export function withTexts(
  secret: SecretObject,
  texts: Readonly<Record<string, unknown>>,
  version: string,
): JsonObject {
  const { json } = secret
  const metadata = fieldOf(json, 'metadata') as JsonObject
  const annotations = (fieldOf(metadata, 'annotations') ?? {}) as JsonObject
  const { managedFields: _managed, ...kept } = metadata
  const data = { ...(fieldOf(json, 'data') as JsonObject), ...encoded(texts) }
  return { ...json, metadata: { ...kept, annotations: { ...annotations, [annotation]: version } }, data } // prettier-ignore
}

export function encoded(texts: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Buffer.from(String(text)).toString('base64')]),
  )
}

function textOfBase64(value: string): string | undefined {
  try {
    const bytes = Buffer.from(value, 'base64')
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
