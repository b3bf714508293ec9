import type { HttpClient, HttpRequest } from '../../http-client.ts'
import { ask, type Asked } from './ask.ts'

/** A whole list, or the answer that was none of its pages: then nothing may be concluded from what was read before. */
export type AllPages<Item> =
  | { readonly items: readonly Item[]; readonly last: Asked }
  | { readonly broken: Asked; readonly why?: string }

export interface PageReader<Item> {
  /** @param after as the page before told it; `undefined` for the first */
  readonly request: (after: string | undefined) => HttpRequest
  /** @returns `undefined` for a body that is no page; `next` of the last page is `undefined` */
  readonly read: (
    json: unknown,
  ) => { readonly items: readonly Item[]; readonly next: string | undefined } | undefined
}

const pagesMax = 10_000

/** Reads every page of a list before anything is chosen from it. */
export async function allPages<Item>(
  http: HttpClient,
  { request, read }: PageReader<Item>,
  signal: AbortSignal,
): Promise<AllPages<Item>> {
  const items: Item[] = []
  const seen = new Set<string>()
  let after: string | undefined
  for (;;) {
    const asked = await ask(http, request(after), signal)
    const page = 'problem' in asked || asked.answer.status !== 200 ? undefined : read(asked.json)
    if (page === undefined) return { broken: asked }
    items.push(...page.items)
    if (page.next === undefined) return { items, last: asked }
    if (seen.has(page.next) || seen.size === pagesMax)
      return { broken: asked, why: 'The list gives the same page again, or has no end.' }
    seen.add(page.next)
    after = page.next
  }
}
