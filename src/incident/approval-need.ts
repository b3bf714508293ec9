import type { ApprovalNeed, PlanStep } from './plan.ts'

/** What a plan does, as far as it says who must approve it. */
export interface ApprovalQuestion {
  readonly steps: readonly Pick<PlanStep, 'kind' | 'standsFor' | 'description'>[]
  /** `unknown` counts as production: nobody has said that it is not. */
  readonly environment: 'production' | 'other' | 'unknown'
}

const ending: ReadonlySet<string> = new Set([
  'disable',
  'revoke',
  'rotate',
  'promote',
  'roll-back',
  'restore',
  'clean',
])

/**
 * How many must sign: two for what cannot be undone and may be of production, one for all else that changes something, and
 * nobody for a single step that can be undone.
 */
export function approvalNeedOf({ steps, environment }: ApprovalQuestion): ApprovalNeed {
  const changing = steps.filter(
    (step) => ending.has(step.kind ?? step.standsFor ?? '') && !onlyLooks(step),
  )
  const lasting = changing.filter(isLasting)
  if (changing.length === 0) return { signatures: 0, reason: 'Nothing is changed at a provider.' }
  if (lasting.length === 0 && changing.length === 1)
    return { signatures: 0, reason: 'It is a single step, and it can be undone.' }
  if (lasting.length === 0) return { signatures: 1, reason: 'All of it can be undone.' }
  if (environment === 'other')
    return { signatures: 1, reason: 'It cannot be undone, but is not of production.' }
  return {
    signatures: 2,
    reason:
      environment === 'production'
        ? 'It cannot be undone, and it is of production.'
        : 'It cannot be undone, and nobody says that it is not of production.',
  }
}

/** A step that cleans, and leaves it to a person to change anything. */
function onlyLooks({ kind, description }: ApprovalQuestion['steps'][number]): boolean {
  return kind === 'clean' && description?.reversible === true
}

function isLasting({ kind, standsFor, description }: ApprovalQuestion['steps'][number]): boolean {
  return kind === undefined ? standsFor === 'revoke' : description?.reversible !== true
}
