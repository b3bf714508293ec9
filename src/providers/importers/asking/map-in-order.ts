/**
 * Applies `map` to the items, up to `limit` at a time, and yields its results in the items' order. Takes an item only when
 * there is room for it, so memory does not grow with their number.
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  for await (const item of items) {
    const next = map(item)
    // Nobody waits for it when the consumer leaves; while somebody does, the error reaches them.
    next.catch(() => undefined)
    running.push(next)
    if (running.length >= limit) yield await running.shift()!
  }
  for (const rest of running) yield await rest
}

/** How many secrets are asked for at the same time: a tenth of the time, and far below any store's rate limit. */
export const askedAtOnce = 8
