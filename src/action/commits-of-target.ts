import type { ObjectId } from '../git/object-id.ts'
import type { ChangeCommits } from '../scan/change/change.ts'
import type { MergeGroupTarget, PullTarget, PushTarget, TextsTarget } from './target.ts'

/**
 * Which commits a target brings.
 *
 * @param known of a new reference: commits that are there already, such as the newest of the default branch
 */
export function commitsOfTarget(
  target: PullTarget | PushTarget | MergeGroupTarget | TextsTarget,
  known: readonly ObjectId[],
): ChangeCommits {
  switch (target.kind) {
    case 'texts':
      return { kind: 'none', why: 'the event is about a text' }
    case 'merge-group':
      return rangeOf(target.base, target.head)
    case 'push':
      return pushedBy(target, known)
    case 'pull': {
      const { base, head, formerHeads, commitCount } = target
      const range = rangeOf(base, head, formerHeads)
      if (range.kind !== 'range' || commitCount === undefined) return range
      return { ...range, countedByForge: commitCount }
    }
  }
}

/** What a forced push found there it had been told of by the push before it. */
function pushedBy({ before, after, ref }: PushTarget, known: readonly ObjectId[]): ChangeCommits {
  if (after === undefined) return { kind: 'none', why: 'the reference was deleted' }
  if (before !== undefined) return rangeOf(before, after)
  const from = '0'.repeat(after.length)
  return { kind: 'new', updates: [{ from, to: after, name: ref }], known }
}

function rangeOf(
  base: ObjectId,
  head: ObjectId,
  formerHeads: readonly ObjectId[] = [],
): ChangeCommits {
  if (base === head && formerHeads.length === 0)
    return { kind: 'none', why: 'base and head are the same commit' }
  return { kind: 'range', base, head, formerHeads }
}
