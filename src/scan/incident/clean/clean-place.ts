import type { Origin } from '../../../engine/document.ts'
import type { LeakPlace } from '../../../incident/exposure.ts'

/** One thing that is cleaned as a whole: a file, an export, a path in a history. */
export interface CleanPlace {
  /** From 1, in the order in which the incident names them. */
  readonly number: number
  readonly kind: Origin['kind']
  /** As reports name it; of an entry of an archive the archive. */
  readonly path: string
  /** Where in it, each once. */
  readonly at: readonly LeakPlace[]
}

/** What is to be cleaned. What git’s newest commit still has also lies in the work tree, as a file of its own. */
export function cleanPlacesOf(places: readonly LeakPlace[]): CleanPlace[] {
  const groups = new Map<string, LeakPlace[]>()
  for (const place of places.flatMap(withWorkTree)) {
    const key = `${place.origin.kind}\n${placeKeyOf(place.origin)}`
    groups.set(key, [...(groups.get(key) ?? []), place])
  }
  return [...groups.values()].map((at, index) => ({
    number: index + 1,
    kind: at[0]!.origin.kind,
    path: placeKeyOf(at[0]!.origin),
    at,
  }))
}

/** For people: `ci.env`, `history of deploy/prod.env`. */
export function cleanPlaceName({ kind, path, at }: CleanPlace): string {
  if (kind === 'stdin') return 'standard input'
  if (kind !== 'git') return path
  const origin = at[0]!.origin
  const part = origin.kind === 'git' ? origin.part : undefined
  return part === undefined || part === 'path' ? `history of ${path}` : `${part} of ${path}`
}

function withWorkTree(place: LeakPlace): LeakPlace[] {
  const { origin } = place
  if (origin.kind !== 'git' || origin.inHead !== true || origin.blob === undefined) return [place]
  return [{ ...place, origin: { kind: 'file', path: origin.path } }, place]
}

function placeKeyOf(origin: Origin): string {
  if (origin.kind === 'git' && origin.path === '') return `commit ${origin.commit?.slice(0, 12)}`
  const [outer = origin.path] = origin.path.split('!')
  return outer
}
