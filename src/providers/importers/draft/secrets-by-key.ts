import type { RecordDraft, StoredSecret, StoredValue } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { recordIdOf } from './record-id.ts'

/** Values of one version of a secret by key; the key is `undefined` where the value is no map. */
export interface StoredVersion {
  readonly version: string
  readonly entries: readonly (readonly [key: string | undefined, value: Uint8Array])[]
}

/** What an id is made of. */
export interface SecretPlace {
  /** First part of ids. */
  readonly store: string
  readonly path: string
}

/** Deeper values are told as text of JSON. */
const depthMax = 8

/**
 * One secret for each key, with its value in each version that has it. A key that only former versions have is one, too:
 * former values leak as well.
 *
 * @param versions newest first
 * @returns in the order in which the keys are met; one without values when there are no versions
 */
export function secretsByKey(
  draft: Omit<RecordDraft, 'id'>,
  place: SecretPlace,
  versions: readonly StoredVersion[],
): StoredSecret[] {
  const byKey = new Map<string | undefined, StoredValue[]>()
  for (const { version, entries } of versions)
    for (const [key, value] of entries) {
      const values = byKey.get(key)
      if (values === undefined) byKey.set(key, [{ value, version }])
      else values.push({ value, version })
    }
  if (byKey.size === 0) return [{ draft: { ...draft, id: idOf(place) }, values: [] }]
  return [...byKey].map(([key, values]) => ({
    draft: { ...draft, id: idOf(place, key) },
    values: values.filter((one, at) => at === 0 || !isSame(one.value, values[at - 1]!.value)),
  }))
}

function idOf({ store, path }: SecretPlace, key?: string): string {
  return recordIdOf(store, path.split('/'), key)
}

/**
 * Values of a map by key; a key of a map within it is `outer.inner`, a place of a list its number. Truth values and
 * nothing are no secrets and are left out.
 */
export function entriesOfMap(map: object, prefix = '', depth = 0): [string, Uint8Array][] {
  return Object.entries(map).flatMap(([name, value]: [string, unknown]): [string, Uint8Array][] => {
    const key = prefix + name
    if (typeof value === 'object' && value !== null && depth < depthMax)
      return entriesOfMap(value, `${key}.`, depth + 1)
    if (value === null || typeof value === 'boolean') return []
    return [[key, bytesOfUtf8(typeof value === 'string' ? value : JSON.stringify(value))]]
  })
}

/** The map that a text holds, by key; the text itself where it holds none. */
export function entriesOfText(text: string): StoredVersion['entries'] {
  if (/^\s*\{/.test(text)) {
    try {
      const entries = entriesOfMap(JSON.parse(text) as object)
      if (entries.length > 0) return entries
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return [[undefined, bytesOfUtf8(text)]]
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
