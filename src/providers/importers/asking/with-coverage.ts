import type { ImportEvent } from '../../../inventory/stored-secret.ts'

/**
 * The events as they come, one by one or in lists, and when none was a problem, that the records whose ids begin so are
 * all there are.
 *
 * @param prefixesOf asked at the end
 */
export async function* withCoverage(
  events: AsyncIterable<ImportEvent | readonly ImportEvent[]>,
  prefixesOf: () => Iterable<string>,
): AsyncGenerator<ImportEvent> {
  let isWhole = true
  for await (const some of events)
    for (const event of 'kind' in some ? [some] : some) {
      if (event.kind === 'problem') isWhole = false
      yield event
    }
  if (!isWhole) return
  for (const idPrefix of prefixesOf()) yield { kind: 'covered', idPrefix }
}
