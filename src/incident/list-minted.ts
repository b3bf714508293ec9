import type { EvidenceOutcome } from './adapter.ts'
import { isReading } from './find-action.ts'
import type { SettledItem } from './incident.ts'
import type { Ledger } from './ledger.ts'
import { unread } from './unread.ts'
import type { RunSetting } from './run-setting.ts'
import { subjectOfStep } from './run.ts'
import { troubleOf, withinDeadline } from './within-deadline.ts'

/** A list may be long. */
const listTimeoutMs = 120_000

/**
 * Lists what was made with the credential since it leaked, by all actions of its adapters that can; what they cannot say
 * is journalled as a gap that somebody must settle.
 *
 * @returns what has no disposition yet
 * @throws the signal's reason once that is aborted
 */
export async function listMinted(
  { adapters, deadline, subjectOf, signal: stop }: RunSetting,
  ledger: Ledger,
): Promise<readonly SettledItem[]> {
  const { rule } = ledger.incident.leaked
  const able = adapters.filter(({ rules }) => rules.includes(rule))
  const actions = able.flatMap((adapter) =>
    adapter.actions
      .filter(isReading)
      .filter(({ kind }) => kind === 'minted')
      .map((action) => ({ action, name: `${adapter.id}/${action.name}` })),
  )
  if (actions.length === 0) return unsettled(ledger)
  const all: EvidenceOutcome[] = []
  for (const { action, name } of actions) {
    const subject = await subjectOfStep({ subjectOf }, ledger.incident)
    const { missing } = action.describe(subject)
    const call = (signal: AbortSignal) =>
      action.run({ subject, signal, idempotencyKey: `${ledger.incident.id}-${name}` })
    const evidence =
      missing.length > 0
        ? unread(`${name} lacks ${missing.join(', ')}`)
        : await withinDeadline(AbortSignal.any([deadline(listTimeoutMs), stop]), call).catch(
            (error: unknown) => {
              stop.throwIfAborted()
              return unread(`${name}: ${troubleOf(error)}`)
            },
          )
    all.push(evidence)
  }
  await ledger.append({
    type: 'minted',
    items: all.flatMap(({ minted = [] }) => minted),
    complete: all.every(({ complete }) => complete),
    gaps: all.flatMap(({ gaps }) => gaps),
  })
  return unsettled(ledger)
}

function unsettled({ incident }: Ledger): SettledItem[] {
  return incident.minted.filter(({ disposition }) => disposition === undefined)
}
