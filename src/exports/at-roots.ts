import type { Scope, Sign } from './layout.ts'

/**
 * Scopes of a record and of what is in it, wherever the record may stand: alone, in a list, in an answer of an API.
 *
 * @param roots places of records
 * @param inner by place in the record; `` is itself
 */
export function scopesAt(
  roots: readonly string[],
  inner: Readonly<Record<string, Scope>>,
): Record<string, Scope> {
  const scopes = Object.entries(inner).flatMap(([place, scope]) =>
    roots.map((root): [string, Scope] => [placeAt(root, place), scope]),
  )
  return Object.fromEntries(scopes)
}

/** Signs of a record, wherever it may stand. */
export function signsAt(
  roots: readonly string[],
  ...signs: readonly (readonly Sign[])[]
): Sign[][] {
  return signs.flatMap((group) =>
    roots.map((root) =>
      group.map((sign): Sign =>
        typeof sign === 'string' ? placeAt(root, sign) : [placeAt(root, sign[0]), sign[1]],
      ),
    ),
  )
}

function placeAt(root: string, place: string): string {
  if (root === '' || place === '') return root + place
  return place.startsWith('[') ? root + place : `${root}.${place}`
}
