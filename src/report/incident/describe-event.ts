import type { AnswerFacts } from '../../incident/adapter.ts'
import type { IncidentEvent } from '../../incident/event.ts'
import type { JournalRecord } from '../../incident/journal.ts'
import type { Plan } from '../../incident/plan.ts'
import { countOf, formatDuration } from '../format-quantity.ts'
import { formatTime } from './format-span.ts'
import type { TimelineEntry, TimelineLane } from './timeline-entry.ts'

type Told = Pick<TimelineEntry, 'lane' | 'title'> & Partial<TimelineEntry>

/** A record in the words of people. @param plan the one that stood then: it knows what its steps are called */
export function describeEvent(record: JournalRecord, plan: Plan | undefined): TimelineEntry {
  const { at, actor, sequence } = record
  return { at, who: actor.person, sequence, ...tell(record.event, plan) }
}

function tell(event: IncidentEvent, plan: Plan | undefined): Told {
  switch (event.type) {
    case 'opened':
      return told('decision', 'Incident opened', [
        `severity ${event.verdict.severity}`,
        `from ${event.source}`,
      ])
    case 'seen-again':
      return told('leak', `Seen again at ${countOf(event.places.length, 'place')}`, [
        `from ${event.source}`,
      ])
    case 'assessed':
      return told('decision', `Severity ${event.verdict.severity}`, event.verdict.reasons)
    case 'planned':
      return tellPlan(event.plan)
    case 'approved': {
      const { person, key, expiresAt, breakGlass } = event.approval
      const details = [`key ${key}`, `until ${formatTime(expiresAt)} UTC`]
      if (breakGlass === undefined) return told('decision', `Approved by ${person}`, details)
      const reasons = [`reason: ${breakGlass}`, ...details]
      return told('decision', `Break-glass by ${person}`, reasons, 'bad')
    }
    case 'run-begun':
      return told('decision', event.resumes ? 'Run resumed' : 'Run begun', [
        event.unsigned ? 'on one person’s word, without a signature' : '',
      ])
    case 'run-ended':
      return told('decision', `Run ${event.result}`, [event.detail])
    case 'step-skipped':
      return told('decision', `Left out: ${titleOf(event.step, plan)}`, [event.reason])
    case 'notified':
      return told(
        'note',
        event.result === 'sent'
          ? `Told ${event.to} by ${event.channel}`
          : `Not told: ${event.to} by ${event.channel}${event.result === 'given-up' ? ', given up' : ''}`,
        [event.detail],
        event.result === 'sent' ? undefined : 'bad',
      )
    case 'cleaned':
      return told('note', `${event.place}: ${event.result}`, [event.detail])
    case 'noted':
      return told('note', event.text)
    case 'reviewed':
      return told('decision', 'Reviewed', [event.text])
    case 'aborted':
      return told('decision', 'Aborted', [event.reason], 'bad')
    case 'reopened':
      return told('decision', 'Reopened', [event.reason], 'bad')
    case 'closed':
      return told(
        'proof',
        event.as === 'closed' ? 'Closed' : 'Closed as a false alarm',
        [event.reason],
        'good',
      )
    default:
      return tellOfRun(event, plan)
  }
}

function tellOfRun(event: IncidentEvent, plan: Plan | undefined): Told {
  switch (event.type) {
    case 'step-intended':
    case 'undo-intended': {
      const undoes = event.type === 'undo-intended' ? 'undo of ' : ''
      const again = event.attempt > 1 ? `, attempt ${event.attempt}` : ''
      return told('note', `About to: ${undoes}${titleOf(event.step, plan)}${again}`, [event.action])
    }
    case 'step-effected':
    case 'undo-effected': {
      const { outcome } = event
      const isGood = ['done', 'accepted', 'already'].includes(outcome.result)
      const undoes = event.type === 'undo-effected' ? 'undo of ' : ''
      return told(
        'effect',
        `${capital(`${undoes}${titleOf(event.step, plan)}`)}: ${outcome.result}`,
        [
          ...factsOf(outcome),
          ...('identity' in outcome
            ? [`hit ${outcome.identity.id} (${outcome.identity.proof})`]
            : []),
        ],
        isGood ? 'good' : 'bad',
      )
    }
    case 'step-checked':
      return told(
        'probe',
        `Asked whether it was done: ${titleOf(event.step, plan)}: ${event.state}`,
        [event.detail],
        event.state === 'unknown' ? 'bad' : undefined,
      )
    case 'step-observed':
      return told('probe', titleOf(event.step, plan), [
        ...Object.entries(event.evidence.facts).map(([name, value]) => `${name}: ${value}`),
        ...event.evidence.gaps.map((gap) => `not known: ${gap}`),
      ])
    case 'step-attested':
      return told('effect', `${titleOf(event.step, plan)}: done, as stated`, [event.statement])
    case 'probed': {
      const { outcome, isControl, probe, phase } = event
      const name = isControl ? 'Control probe' : 'Probe'
      const isProof = !isControl && phase === 'after' && outcome.verdict === 'dead'
      const details = [...factsOf(outcome), `${phase} the action`]
      return {
        ...told('probe', `${name} ${probe}: ${outcome.verdict}`, details),
        ...(isProof && { tone: 'good' as const }),
        isOurs: true,
      }
    }
    case 'verified':
      return told(
        'proof',
        event.verdict === 'dead' ? 'Proven dead' : 'Contained, not dead',
        [
          `${event.probe} said so ${countOf(event.times, 'time')} in a row`,
          `took effect ${formatDuration(event.propagationMs)} after it was accepted`,
        ],
        event.verdict === 'dead' ? 'good' : undefined,
      )
    case 'minted':
      return told(
        'probe',
        `Made with it: ${countOf(event.items.length, 'thing')}${event.complete ? '' : ', list incomplete'}`,
        [...event.items.map(({ kind, id }) => `${kind} ${id}`), ...event.gaps],
        event.items.length > 0 || !event.complete ? 'bad' : undefined,
      )
    case 'minted-settled':
      return told('decision', `${event.kind} ${event.id}: ${event.disposition}`, [event.reason])
    default:
      return told('note', event.type)
  }
}

function tellPlan({ playbook, steps, needs, reason }: Plan): Told {
  const signatures =
    needs.signatures === 0 ? 'no signature needed' : countOf(needs.signatures, 'signature needed', 'signatures needed') // prettier-ignore
  return told('decision', `Plan made: ${playbook.name}`, [
    reason,
    countOf(steps.length, 'step'),
    signatures,
  ])
}

function told(
  lane: TimelineLane,
  title: string,
  details: readonly string[] = [],
  tone?: 'good' | 'bad',
): Told {
  const detail = details.filter((one) => one !== '').join(' · ')
  return { lane, title, ...(detail !== '' && { detail }), ...(tone && { tone }) }
}

function factsOf({ detail, status, requestId, egress }: AnswerFacts): string[] {
  return [
    detail,
    status === undefined ? '' : `HTTP ${status}`,
    requestId === undefined ? '' : `request ${requestId}`,
    egress === undefined ? '' : `from ${egress}`,
  ]
}

/** @returns the step's id where no plan is known */
export function titleOf(step: string, plan: Plan | undefined): string {
  return plan?.steps.find(({ id }) => id === step)?.title ?? step
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
