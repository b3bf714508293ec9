import { isAsStrong, type ActionDescription } from './adapter.ts'

/**
 * Why an action is not what was planned and approved: it would call another host, in another way, or do another thing.
 * `undefined`: it is. Paths may differ, for a plan shows unknown parts as `{name}`.
 */
export function faultOfDescription(
  planned: ActionDescription | undefined,
  now: ActionDescription,
): string | undefined {
  if (planned === undefined) return 'the plan does not say what it does'
  const shown = new Set(planned.calls.map(({ method, host }) => `${method} ${host}`))
  const fresh = now.calls.find(({ method, host }) => !shown.has(`${method} ${host}`))
  if (fresh !== undefined)
    return `it would call ${fresh.method} ${fresh.host}, which the plan does not show`
  if (planned.effect !== now.effect || planned.reversible !== now.reversible)
    return 'it would have another effect than the plan shows'
  const { proof } = planned
  if (proof !== undefined && (now.proof === undefined || !isAsStrong(now.proof, proof)))
    return `it would show whom it hits by ${now.proof ?? 'nothing'} only, and the plan wants ${proof}`
  return undefined
}
