import { closeBlockers } from './close-blockers.ts'
import type { Incident, StepProgress } from './incident.ts'
import type { PlanStep } from './plan.ts'
import { isUnknown, mayBegin } from './progress-after.ts'

/** What to do now. */
export interface NextStep {
  /** In a few words, for a column: `approve, 1 of 2`. */
  readonly brief: string
  /** In a sentence. */
  readonly what: string
  /** Exact, to be typed as it is but for words in capitals. */
  readonly command: string
}

/** What to do about an incident now; also for one that is closed. */
export function nextStepOf(incident: Incident): NextStep {
  const { id, state } = incident
  if (state === 'closed' || state === 'false-alarm') {
    return {
      brief: 'none',
      what: 'Nothing is left to do; the evidence can be taken away.',
      command: `stanch incident evidence ${id}`,
    }
  }
  if (incident.isAborted || state === 'open') return planIt(incident)
  if (state === 'planned' || state === 'approved') return startIt(incident)
  return openStep(incident) ?? finishIt(incident)
}

function planIt({ id, isAborted }: Incident): NextStep {
  return {
    brief: isAborted ? 'plan anew' : 'plan',
    what: isAborted
      ? 'It was aborted. Plan anew, or close it; to plan changes nothing.'
      : 'Find out what it can do, and plan. That only reads; nothing is changed.',
    command: `stanch incident plan ${id} --probe`,
  }
}

function startIt({ id, plan, approvals, state }: Incident): NextStep {
  const needed = plan?.needs.signatures ?? 0
  const missing = needed - approvals.length
  if (state === 'planned' && missing > 0) {
    return {
      brief: `approve, ${approvals.length + 1} of ${needed}`,
      what: `The plan wants ${missing === 1 ? 'one more signature' : `${missing} signatures`}. ${plan!.needs.reason}`,
      command: `stanch incident approve ${id}`,
    }
  }
  const isUnsigned = needed === 0
  return {
    brief: 'run',
    what: isUnsigned ? 'Look at the plan, then run it.' : 'The plan is approved: run it.',
    command: `stanch incident run ${id}${isUnsigned ? ' --yes' : ''}`,
  }
}

/** The first step in the plan's order that is not through. */
function openStep({ id, plan, steps }: Incident): NextStep | undefined {
  const found = (plan?.steps ?? []).find(
    (step) =>
      step.phase !== 'verify' && !isThrough(steps[step.id]) && !isUnclean(step, steps[step.id]),
  )
  if (found === undefined) return undefined
  const progress = steps[found.id]
  const isDoubtful = progress !== undefined && isUnknown(progress)
  const isHit = progress?.state === 'stopped' && !mayBegin(progress)
  if (found.manual !== undefined || isHit) {
    const told = progress?.detail ?? found.manual?.join(' ')
    return {
      brief: `attest ${found.id}`,
      what: `“${found.title}” waits for a person${told === undefined ? '' : `: ${told}`}`,
      command: `stanch incident attest ${id} ${found.id} --statement TEXT${isDoubtful ? ' [--not-done]' : ''}`,
    }
  }
  const isBegun = progress !== undefined && progress.state !== 'pending'
  if (progress !== undefined && isBegun && mayBegin(progress)) {
    return {
      brief: 'try again',
      what: `“${found.title}” came to nothing: ${progress.detail ?? progress.state}. Put that right and run again, or plan anew.`,
      command: `stanch incident run ${id}`,
    }
  }
  return {
    brief: isBegun ? 'resume' : 'go on',
    what: isBegun
      ? `“${found.title}” did not come to its end. Going on asks the provider before anything is repeated.`
      : `Go on with “${found.title}”.`,
    command: `stanch incident run ${id}`,
  }
}

/** It was looked, and it still lies somewhere: nothing else has to wait for that. */
function isUnclean({ kind }: PlanStep, progress: StepProgress | undefined): boolean {
  return kind === 'clean' && progress?.state === 'failed'
}

function isThrough(progress: StepProgress | undefined): boolean {
  return (
    progress !== undefined && ['done', 'accepted', 'skipped', 'undone'].includes(progress.state)
  )
}

function finishIt(incident: Incident): NextStep {
  const [first] = closeBlockers(incident, 'closed')
  const unclean = incident.plan?.steps.find((step) => isUnclean(step, incident.steps[step.id]))
  if (first === undefined && unclean !== undefined) {
    return {
      brief: 'clean',
      what: `It is proven dead, and may still lie where it was found: ${incident.steps[unclean.id]?.detail ?? ''}.`,
      command: `stanch incident clean ${incident.id}`,
    }
  }
  if (first === undefined) {
    return {
      brief: 'close',
      what: 'It is proven dead, and all that was made with it is settled.',
      command: `stanch incident close ${incident.id} --reason TEXT`,
    }
  }
  const [, verb = 'verify'] = /^stanch incident (\S+)/.exec(first.command) ?? []
  return {
    brief: verb,
    what: `${first.reason.charAt(0).toUpperCase()}${first.reason.slice(1)}.`,
    command: first.command,
  }
}
