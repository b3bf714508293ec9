import { reasonOf, StanchError } from '../../../text/error.ts'

/** One entry of a list, or why the list ends before its end. */
export type Listed = { readonly item: unknown } | { readonly problem: string }

export interface ListedPage<Page> {
  readonly items: readonly unknown[]
  /** Where the list goes on; `undefined` at its end. */
  readonly next: Page | undefined
}

/**
 * Entries of a list that comes in pages, one page in memory at a time. When a later page fails the list ends with a
 * problem: what was told before stays told.
 *
 * @throws what `ask` throws of the first page
 */
export async function* listPages<Page>(
  first: Page,
  ask: (page: Page) => Promise<ListedPage<Page>>,
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  let page: Page | undefined = first
  for (let number = 1; page !== undefined; number++) {
    let answer: ListedPage<Page>
    try {
      answer = await ask(page)
      if (answer.next !== undefined && String(answer.next) === String(page)) throw repeats()
    } catch (error) {
      if (number === 1 || signal.aborted) throw error
      yield { problem: `the list ends early, with page ${number}: ${reasonOf(error)}` }
      return
    }
    for (const item of answer.items) yield { item }
    page = answer.next
  }
}

function repeats(): StanchError {
  return new StanchError('IMPORT_NOT_UNDERSTOOD', 'expected a further page, got the same one again')
}
