/** What a repeatable option's values become: one list, in the order they were typed. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
