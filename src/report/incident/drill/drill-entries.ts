import type { JournalRecord } from '../../../incident/journal.ts'
import type { Plan } from '../../../incident/plan.ts'
import { formatSpan } from '../format-span.ts'
import { describeEvent } from '../describe-event.ts'
import type { DrillEntry } from './drill-transcript.ts'

/** What happened beside the journal: at the provider that is played. */
export interface PlayedNote {
  readonly atMs: number
  readonly text: string
}

/** What happened, in the order of time; the same several times in a row is one entry. */
export function drillEntries(
  records: readonly JournalRecord[],
  notes: readonly PlayedNote[],
  provider: string,
): DrillEntry[] {
  const startMs = Date.parse(records[0]!.at)
  let plan: Plan | undefined
  const told = records.flatMap((record) => {
    if (record.event.type === 'planned') plan = record.event.plan
    const entry = isNews(record) ? entryOf(record, plan, startMs) : undefined
    return entry === undefined ? [] : [entry]
  })
  const played = notes.map(({ atMs, text }) => {
    const ms = atMs - startMs
    return { ms, lastMs: ms, times: 1, who: provider, text }
  })
  return joined([...played, ...told].toSorted((left, right) => left.ms - right.ms))
}

/** Intents are in the journal for the crash that did not come; a control that fails as it must is no news. */
function isNews({ event }: JournalRecord): boolean {
  if (['step-intended', 'undo-intended', 'minted'].includes(event.type)) return false
  return !(event.type === 'probed' && event.isControl && event.outcome.verdict === 'dead')
}

function entryOf(record: JournalRecord, plan: Plan | undefined, startMs: number): DrillEntry {
  const ms = Date.parse(record.at) - startMs
  const common = { ms, lastMs: ms, times: 1 }
  const { event, actor } = record
  switch (event.type) {
    case 'opened':
      return { ...common, text: `It is found: ${event.leaked.name}, public for ${spanOf(event.publicSince, record.at)}`, tone: 'bad' }
    case 'assessed':
      return { ...common, text: `Evidence is kept; severity ${event.verdict.severity}` }
    case 'planned': {
      const { steps, needs } = event.plan
      const signs = needs.signatures === 0 ? 'no signature' : needs.signatures === 1 ? 'one signature' : 'two signatures' // prettier-ignore
      return { ...common, who: actor.person, text: `Plans: ${event.plan.playbook.name}, ${steps.length} steps, ${signs}` }
    }
    case 'approved': {
      const { breakGlass } = event.approval
      return { ...common, who: actor.person, text: breakGlass === undefined ? 'Signs the plan' : 'Breaks the glass' }
    }
    case 'run-begun':
      return { ...common, who: actor.person, text: event.resumes ? 'Goes on with the run' : 'Starts the run' }
    case 'run-ended':
      return event.result === 'finished'
        ? { ...common, text: 'All steps are done', tone: 'good' }
        : { ...common, text: `Run ${event.result}: ${event.detail}`, tone: 'bad' }
    case 'step-attested':
      return { ...common, who: actor.person, text: `Did by hand: ${titleOf(event.step, plan)}` }
    case 'step-effected':
    case 'undo-effected': {
      const undoes = event.type === 'undo-effected' ? 'Undo of ' : ''
      const { outcome } = event
      const { result, detail } = outcome
      const isGood = ['done', 'accepted', 'already'].includes(result)
      const by = 'identity' in outcome ? ` (by ${outcome.identity.proof})` : ''
      return { ...common, text: `${undoes}${titleOf(event.step, plan)}: ${result}${by}`, detail, tone: isGood ? 'good' : 'bad' }
    }
    case 'step-checked': {
      const tone = event.state === 'unknown' ? 'bad' : undefined
      return { ...common, text: `Asks whether it was done: ${event.state}`, detail: event.detail, ...(tone && { tone }) }
    }
    case 'verified':
      return event.verdict === 'dead'
        ? { ...common, text: `Proven dead: ${event.probe} said so ${event.times} times in a row`, tone: 'good' }
        : { ...common, text: `Contained, not dead: ${event.probe} said so ${event.times} times in a row` }
    case 'step-observed': {
      const { gaps, minted } = event.evidence
      const count = minted === undefined ? '' : `: ${minted.length} found`
      return { ...common, text: `${titleOf(event.step, plan)}${count}`, ...(gaps.length > 0 && { detail: `not known: ${gaps.join('; ')}` }) }
    }
    case 'probed': {
      const { outcome, isControl, probe, phase } = event
      const { verdict, status } = outcome
      const answer = status === undefined ? 'no answer' : String(status)
      const whom = isControl ? `${probe} with a token that cannot be one` : probe
      const tone = verdict === 'live' && phase === 'after' ? 'bad' : verdict === 'dead' ? 'good' : undefined
      return { ...common, text: `Asks ${whom}: ${verdict} (${answer})`, ...(tone && { tone }) }
    }
    default: {
      const { title, detail, tone } = describeEvent(record, plan)
      return { ...common, text: title, ...(detail !== undefined && { detail }), ...(tone && { tone }) }
    }
  }
} // prettier-ignore

function spanOf(since: string | undefined, at: string): string {
  return since === undefined ? 'who knows how long' : formatSpan(Date.parse(at) - Date.parse(since))
}

function titleOf(step: string, plan: Plan | undefined): string {
  return plan?.steps.find(({ id }) => id === step)?.title ?? step
}

function joined(entries: readonly DrillEntry[]): DrillEntry[] {
  const kept: DrillEntry[] = []
  for (const entry of entries) {
    const last = kept.at(-1)
    if (last?.text === entry.text && last.who === entry.who && last.detail === entry.detail)
      kept[kept.length - 1] = { ...last, times: last.times + 1, lastMs: entry.ms }
    else kept.push(entry)
  }
  return kept
}
