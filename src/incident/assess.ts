import type { EvidenceAction, EvidenceOutcome, ProbeAction, Subject } from './adapter.ts'
import { timeOf } from './clock.ts'
import type { SeverityVerdict } from './exposure.ts'
import { isProbe } from './find-action.ts'
import type { Incident } from './incident.ts'
import type { Ledger } from './ledger.ts'
import { askProbe } from './positive-control.ts'
import type { Reading } from './readings-of.ts'
import { unread } from './unread.ts'
import type { RunSetting } from './run-setting.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

/** A look-up of logs may take its time. */
const readingTimeoutMs = 120_000

export interface AssessRequest {
  readonly readings: readonly Reading[]
  readonly subject: Subject
  /** What could not be asked at all. */
  readonly gaps: readonly string[]
  /** How bad it is with what is known then. */
  readonly judge: (incident: Incident, facts: Readonly<Record<string, string>>) => SeverityVerdict
}

/**
 * Asks what a plan needs to know, and keeps each answer in the journal before anything is done: whether it works, beside a
 * control that cannot; whose it is and what uses it; what was made with it. Changes nothing at a provider.
 *
 * @returns what could not be found out, a sentence each
 * @throws the signal's reason once that is aborted
 */
export async function assess(
  setting: RunSetting,
  ledger: Ledger,
  { readings, subject, gaps: unasked, judge }: AssessRequest,
): Promise<readonly string[]> {
  const known = { ...subject.known }
  const facts: Record<string, string> = {}
  const lives: (string | undefined)[] = []
  const evidence: (EvidenceOutcome & { readonly action: string })[] = []
  const gaps = [...unasked]
  for (const { name, action, adapter } of readings) {
    setting.signal.throwIfAborted()
    const current = withKnown(subject, known)
    if (isProbe(action)) {
      const told = await probe(setting, ledger, { name, action, subject: current })
      lives.push(told.live)
      Object.assign(facts, told.facts)
      continue
    }
    const outcome = await read(setting, ledger, { name, action, subject: current })
    evidence.push({ ...outcome, action: name })
    Object.assign(facts, outcome.facts)
    if (action.kind === 'identify') Object.assign(known, outcome.facts)
    if (action.kind === 'minted')
      await ledger.append({
        type: 'minted',
        items: outcome.minted ?? [],
        complete: outcome.complete,
        gaps: outcome.gaps,
      })
    if (!outcome.complete) gaps.push(...outcome.gaps.map((gap) => `${adapter.name}: ${gap}`))
  }
  const live = lifeOf(lives)
  if (live !== undefined) Object.assign(facts, { live, checkedAt: timeOf(setting.clock) })
  const verdict = judge(ledger.incident, { ...ledger.incident.facts, ...facts })
  await ledger.append({ type: 'assessed', verdict, facts, evidence })
  return [...new Set(gaps)]
}

function withKnown(subject: Subject, known: Readonly<Record<string, string>>): Subject {
  const { keyId = known['keyId'], account = known['account'] } = subject
  return { ...subject, keyId, account, known }
}

type Asked<Action> = { readonly name: string; readonly action: Action; readonly subject: Subject }

/** What is dead counts only beside a control that is dead, too. */
async function probe(
  setting: RunSetting,
  ledger: Ledger,
  asked: Asked<ProbeAction>,
): Promise<{ readonly live: string; readonly facts: Readonly<Record<string, string>> }> {
  const control = await askProbe(setting, ledger, asked, { isControl: true, phase: 'before' })
  const outcome = await askProbe(setting, ledger, asked, { isControl: false, phase: 'before' })
  const { verdict, facts = {} } = outcome
  const isShown = verdict !== 'dead' || control.verdict === 'dead'
  const word = { live: 'yes', dead: 'no', contained: 'contained', unverifiable: 'unverifiable' }
  return { live: isShown ? word[verdict] : 'unverifiable', facts }
}

/** Whoever says that it works is right, whatever others say. */
function lifeOf(lives: readonly (string | undefined)[]): string | undefined {
  return ['yes', 'contained', 'no', 'unverifiable'].find((one) => lives.includes(one))
}

async function read(
  { deadline, signal: stop }: RunSetting,
  { incident }: Ledger,
  { name, action, subject }: Asked<EvidenceAction>,
): Promise<EvidenceOutcome> {
  const idempotencyKey = `${incident.id}-${name}`
  const call = (signal: AbortSignal) => action.run({ subject, signal, idempotencyKey })
  return withinDeadline(AbortSignal.any([deadline(readingTimeoutMs), stop]), call).catch(
    (error: unknown) => {
      stop.throwIfAborted()
      return unread(`${action.name}: ${troubleOf(error)}`)
    },
  )
}
