import type { ChangeRepository } from '../scan/change/open-change-repository.ts'
import type { Target } from './target.ts'

/**
 * A group of the merge queue is all that its branch does not have yet. The payload names the entry before it as the base, whose own
 * check may have failed: GitHub can merge such an entry with a later one that passes ("Only merge non-failing pull requests" is off),
 * and what it changes of the policy is not merged either.
 *
 * @throws StanchError `FETCH_FAILED`
 */
export async function settleTarget(
  target: Target,
  { fetchTip }: Pick<ChangeRepository, 'fetchTip'>,
): Promise<Target> {
  if (target.kind !== 'merge-group') return target
  const base = await fetchTip(target.baseRef)
  return { ...target, base, policy: { kind: 'commit', commit: base } }
}
