/**
 * How many items a condition holds for, in logarithmic time.
 *
 * @param isFirst holds for the first items, and for none behind
 */
export function countFirst<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isFirst(items[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
