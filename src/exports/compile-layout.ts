import type { AttributionKey } from './attribution.ts'
import type { JsonLayout, Join, Scope } from './layout.ts'
import { PathMatcher } from './path-matcher.ts'

/** What a layout says of a place. */
export type Role =
  | { readonly kind: 'scope'; readonly scope: Scope }
  | {
      readonly kind: 'field'
      readonly scope: Scope
      readonly key: AttributionKey
      readonly rank: number
    }
  | { readonly kind: 'join'; readonly join: Join }
  | { readonly kind: 'piece'; readonly join: Join }
  | { readonly kind: 'opaque' }

/** Layouts are constants; each is compiled once. */
const compiled = new WeakMap<JsonLayout, PathMatcher<Role>>()

export function compileLayout(layout: JsonLayout): PathMatcher<Role> {
  let matcher = compiled.get(layout)
  if (!matcher) compiled.set(layout, (matcher = new PathMatcher(patternsOf(layout))))
  return matcher
}

function patternsOf({ scopes, joins = [], opaque = [] }: JsonLayout): [string, Role][] {
  const patterns: [string, Role][] = opaque.map((pattern) => [pattern, { kind: 'opaque' }])
  for (const [at, scope] of Object.entries(scopes)) {
    patterns.push([at, { kind: 'scope', scope }])
    for (const [key, places] of Object.entries(scope.fields)) {
      places.split('|').forEach((place, rank) => {
        const role: Role = { kind: 'field', scope, key: key as AttributionKey, rank }
        patterns.push([joinPatterns(at, place), role])
      })
    }
  }
  for (const join of joins) {
    patterns.push([join.at, { kind: 'join', join }])
    for (const piece of join.pieces)
      patterns.push([joinPatterns(join.at, piece), { kind: 'piece', join }])
  }
  return patterns
}

function joinPatterns(outer: string, inner: string): string {
  if (outer === '' || inner === '') return outer + inner
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`
}
