import type { AttributionKey } from './attribution.ts'
import type {
  ExportTokens,
  FileReference,
  JsonLayout,
  Join,
  Offsets,
  Scope,
  Signature,
} from './layout.ts'
import { PathMatcher, type PathPattern } from './path-matcher.ts'

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
  | { readonly kind: 'pairs' }
  | { readonly kind: 'opaque' }
  | { readonly kind: 'export-token'; readonly tokens: ExportTokens }
  | { readonly kind: 'file'; readonly file: FileReference }
  /** The object that holds a text and what refers to it. */
  | { readonly kind: 'referring'; readonly to: Offsets | Signature }
  | {
      readonly kind: 'reference'
      readonly to: Offsets | Signature
      readonly part: 'text' | 'signature' | 'range' | 'start' | 'end' | 'length'
    }

/** Layouts are constants; each is compiled once. */
const compiled = new WeakMap<JsonLayout, PathMatcher<Role>>()

export function compileLayout(layout: JsonLayout): PathMatcher<Role> {
  let matcher = compiled.get(layout)
  if (!matcher) compiled.set(layout, (matcher = new PathMatcher(patternsOf(layout))))
  return matcher
}

function patternsOf(layout: JsonLayout): PathPattern<Role>[] {
  const { scopes, joins = [], opaque = [], pairs = [], files = [], exportTokens } = layout
  const patterns: PathPattern<Role>[] = opaque.map((pattern) => [pattern, { kind: 'opaque' }])
  for (const at of pairs) patterns.push([at, { kind: 'pairs' }])
  for (const [at, scope] of Object.entries(scopes)) {
    patterns.push([at, { kind: 'scope', scope }])
    for (const [key, places] of Object.entries(scope.fields)) {
      places.split('|').forEach((place, rank) => {
        const role: Role = { kind: 'field', scope, key: key as AttributionKey, rank }
        patterns.push([joinPatterns(at, place), role, at])
      })
    }
  }
  for (const join of joins) {
    patterns.push([join.at, { kind: 'join', join }])
    for (const piece of join.pieces)
      patterns.push([joinPatterns(join.at, piece), { kind: 'piece', join }, join.at])
  }
  for (const at of exportTokens?.at ?? [])
    patterns.push([at, { kind: 'export-token', tokens: exportTokens! }])
  for (const file of files) patterns.push([file.at, { kind: 'file', file }])
  patterns.push(...referencesOf(layout))
  return patterns
}

function referencesOf({ offsets = [], signatures = [] }: JsonLayout): PathPattern<Role>[] {
  const patterns: PathPattern<Role>[] = []
  for (const to of [...offsets, ...signatures]) {
    patterns.push([to.at, { kind: 'referring', to }])
    const add = (part: (Role & { kind: 'reference' })['part'], ...places: string[]) =>
      patterns.push([places.reduce(joinPatterns, to.at), { kind: 'reference', to, part }, to.at])
    add('text', to.text)
    if ('signature' in to) add('signature', to.signature)
    else {
      add('range', to.ranges)
      add('start', to.ranges, to.start)
      if (to.end !== undefined) add('end', to.ranges, to.end)
      if (to.length !== undefined) add('length', to.ranges, to.length)
    }
  }
  return patterns
}

function joinPatterns(outer: string, inner: string): string {
  if (outer === '' || inner === '') return outer + inner
  return inner.startsWith('[') ? outer + inner : `${outer}.${inner}`
}
