import type { ReplacedPart, RotatedPart } from '../../../incident/rotation-store.ts'
import { isObject, type JsonObject } from '../../../text/field-of.ts'
import { replaceParts } from './replace-parts.ts'

/** The document with each part replaced, or why it is not. */
export type Edited =
  | { readonly document: JsonObject; readonly fault?: undefined }
  | { readonly document?: undefined; readonly fault: string }

/** Replaces parts in a store's document of names and values; without new ones only tells whether that could be done. */
export function editDocument(
  document: JsonObject,
  parts: readonly (RotatedPart | ReplacedPart)[],
): Edited {
  const plainParts = parts.map((part) => ({ ...part, old: part.old }))
  const { text, fault } = replaceParts(JSON.stringify(document), plainParts, nextOf)
  if (text === undefined) return { fault }
  const edited: unknown = JSON.parse(text)
  return isObject(edited) ? { document: edited } : { fault: 'it holds no names and values' }
}

/** As it stands within quotes in JSON. */
function nextOf(part: RotatedPart): string {
  if (!('next' in part)) return ''
  const { next } = part as ReplacedPart
  return JSON.stringify(new TextDecoder().decode(next.reveal())).slice(1, -1)
}
