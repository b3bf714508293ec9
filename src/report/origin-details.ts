import type { ExportOrigin, GithubOrigin, Origin } from '../engine/document.ts'
import { uniqueBy } from '../text/unique-by.ts'

/**
 * What reports show of an origin, whatever its kind: the rooms further out add fields of their own.
 */
export interface OriginDetails {
  readonly path: string
  /** Set when the place is in the history of a repository. */
  readonly commit: string | undefined
  readonly author: string | undefined
  readonly date: string | undefined
  readonly inHead: boolean | undefined
  /** Which piece of a pull request, commit or message: `title`, `message`, … */
  readonly part: string | undefined
  readonly url: string | undefined
  readonly ignoredByGit: boolean
  /** Set when the place is in an export: who said it, where, in which run. */
  readonly exported: ExportOrigin | undefined
  /** Set when the place is in a text at GitHub: who wrote it, where. */
  readonly posted: GithubOrigin | undefined
}

export function readOrigin(origin: Origin): OriginDetails {
  const fields: { readonly [Field in keyof OriginDetails]?: unknown } = origin
  return {
    path: stringOf(fields.path) ?? '-',
    commit: stringOf(fields.commit),
    author: stringOf(fields.author),
    date: stringOf(fields.date),
    inHead: typeof fields.inHead === 'boolean' ? fields.inHead : undefined,
    part: stringOf(fields.part),
    url: stringOf(fields.url),
    ignoredByGit: fields.ignoredByGit === true,
    exported: origin.kind === 'export' ? origin : undefined,
    posted: origin.kind === 'github' ? origin : undefined,
  }
}

interface Placed {
  readonly origin: Origin
  readonly line: number
  readonly column: number
}

/** The same for two findings exactly when they start at the same place. */
export function placeKeyOf({ origin, line, column }: Placed): string {
  return JSON.stringify([origin, line, column])
}

/** The first item at each place, in order: two rules may have met the same secret there. */
export function uniquePlaces<Item extends Placed>(items: readonly Item[]): Item[] {
  return items.length < 2 ? [...items] : uniqueBy(items, placeKeyOf)
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
