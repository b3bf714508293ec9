import { jsonOf, type HttpAnswer, type HttpRequest } from '../../http-client.ts'
import type { ProviderPages } from './call-schema.ts'
import { readPath } from './read-path.ts'

/** All that a list holds, as far as it could be read. */
export interface ReadList {
  readonly items: readonly unknown[]
  /** False: there may be more, and nothing is told by what is not among the items. */
  readonly isWhole: boolean
  /** The last answer, or the first that did not fit. */
  readonly answer: HttpAnswer
}

const pagesMax = 200

/**
 * Reads a list to its end, page by page.
 *
 * @param first the first page's answer, which fits
 * @param from path of the items
 * @param send asks for another page; `undefined` when its answer does not fit
 */
export async function readList(
  request: HttpRequest,
  first: HttpAnswer,
  { pages, from }: { readonly pages: ProviderPages; readonly from: string },
  send: (request: HttpRequest) => Promise<HttpAnswer | undefined>,
): Promise<ReadList> {
  const items: unknown[] = []
  const asked = new Set([request.url.href])
  let answer = first
  let current = request
  for (let count = 1; ; count++) {
    const page = readPath(jsonOf(answer), from)
    // A list that is not there is no empty list.
    if (!Array.isArray(page)) return { items, isWhole: false, answer }
    items.push(...(page as unknown[]))
    const next = nextPage(current.url, answer, pages, page.length, count)
    if (next === 'last') return { items, isWhole: true, answer }
    if (next === undefined || asked.has(next.href) || count === pagesMax)
      return { items, isWhole: false, answer }
    asked.add(next.href)
    current = { ...request, url: next }
    const further = await send(current)
    if (further === undefined) return { items, isWhole: false, answer }
    answer = further
  }
}

/** @returns `undefined` when it cannot be told */
function nextPage(
  url: URL,
  answer: HttpAnswer,
  pages: ProviderPages,
  length: number,
  count: number,
): URL | 'last' | undefined {
  if (pages.whole) return 'last'
  if (pages.link) {
    const link = answer.headers['link']
    const next = link === undefined ? undefined : nextLink(link)
    return next === undefined ? 'last' : sameOrigin(next, url)
  }
  if (pages.next !== undefined) {
    const next = readPath(jsonOf(answer), pages.next)
    if (next === undefined || next === null || next === '') return 'last'
    return typeof next === 'string' ? sameOrigin(next, url) : undefined
  }
  const further = new URL(url)
  if (pages.page !== undefined) {
    // A short page is no last one: a server may give fewer than it was asked for.
    if (length === 0) return 'last'
    further.searchParams.set(pages.page, String((pages.first ?? 1) + count))
    return further
  }
  const body = jsonOf(answer)
  const more = pages.more === undefined ? true : readPath(body, pages.more)
  if (more === false) return 'last'
  const cursor = readPath(body, pages.cursor!)
  if (cursor === undefined || cursor === null || cursor === '')
    return pages.more === undefined ? 'last' : undefined
  if (more !== true || (typeof cursor !== 'string' && typeof cursor !== 'number')) return undefined
  further.searchParams.set(pages.parameter!, String(cursor))
  return further
}

/** `rel="next"` of RFC 8288. */
function nextLink(header: string): string | undefined {
  return header
    .split(/,(?=\s*<)/)
    .map((part) => /^\s*<([^>]*)>(?=.*;\s*rel="?(?:[^";]* )?next(?: [^";]*)?"?)/i.exec(part)?.[1])
    .find((one) => one !== undefined)
}

function sameOrigin(address: string, url: URL): URL | undefined {
  if (!URL.canParse(address, url.href)) return undefined
  const next = new URL(address, url.href)
  return next.origin === url.origin ? next : undefined
}
