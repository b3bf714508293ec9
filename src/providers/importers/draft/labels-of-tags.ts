/**
 * Labels in the tags of stores that have no others: `team:platform`, `team=platform`, or a nested one, `team/platform`;
 * `stanch.dev/` may stand before the name. Other tags say nothing.
 */
export function labelsOfTags(tags: Iterable<unknown>): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const tag of tags) {
    const [, name, value] =
      (typeof tag === 'string' && /^((?:stanch\.dev\/)?[^:=/]+)[:=/](.+)$/s.exec(tag)) || []
    if (name !== undefined) labels[name.trim()] = value!.trim()
  }
  return labels
}
