import { closeBlockers } from '../../../incident/close-blockers.ts'
import type { Incident } from '../../../incident/incident.ts'
import { isEnded } from '../../../incident/next.ts'
import type { RunResult } from '../../../incident/run-setting.ts'

/** Items of one kind that are named. */
const namedMax = 3

/** What a responder has to decide when the drill is over, the most pressing first. */
export function decisionsOf(incident: Incident, last: RunResult): string[] {
  if (isEnded(incident)) return []
  const { step } = last
  const manual = step?.manual === undefined ? [] : [`By hand: ${step.title}. ${step.manual[0] ?? ''}`] // prettier-ignore
  const stopped = last.result === 'finished' || step?.manual !== undefined ? [] : [`${sentence(last.detail)} Go on, or plan another way?`] // prettier-ignore
  const others = closeBlockers(incident, 'closed')
    .map(({ reason }) => reason)
    .filter((reason) => !/was made with it, and nobody/.test(reason))
  return [...manual, ...stopped, ...others.map(sentence), ...mintedOf(incident)]
}

function mintedOf({ minted }: Incident): string[] {
  const open = minted.filter(({ disposition }) => disposition === undefined)
  if (open.length === 0) return []
  const named = open.slice(0, namedMax).map(({ kind, id }) => `${kind} ${id}`)
  const more = open.length > namedMax ? ` and ${open.length - namedMax} more` : ''
  return [`Made with it, revoked or legitimate? ${named.join(', ')}${more}.`]
}

function sentence(text: string): string {
  const whole = `${text[0]!.toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(whole) ? whole : `${whole}.`
}
