import type { EventOf } from './event.ts'
import type { Incident, OwnProbe } from './incident.ts'

/** Fewest answers in a row that prove something: a single one may be an accident. */
export const verifyTimesLeast = 2

/** Probes of one name, since the credential was last touched, as far as they count for a proof. */
export interface ProofSoFar {
  /** The newest `live` answer: without one before, being dead proves nothing. */
  readonly live: OwnProbe | undefined
  /** The newest answers in a row that say what is to be proven, oldest first. */
  readonly row: readonly OwnProbe[]
  /** The control requests made since the row began. */
  readonly controls: readonly OwnProbe[]
}

/**
 * The state of a proof.
 *
 * @param since time of the last effect; answers before it do not count for the row
 */
export function proofSoFar(
  probes: readonly OwnProbe[],
  { probe, verdict, since }: { probe: string; verdict: 'dead' | 'contained'; since: string },
): ProofSoFar {
  const own = probes.filter((one) => one.probe === probe)
  const lived = own.findLastIndex((one) => !one.isControl && one.outcome.verdict === 'live')
  const live = own[lived]
  const row: OwnProbe[] = []
  const controls: OwnProbe[] = []
  const belongs = (one: OwnProbe) =>
    one.outcome.verdict === verdict && isSameEgress(one, live!) && isSameServer(one, live!)
  const breaksRow = (control: OwnProbe, [first]: OwnProbe[]) =>
    verdict === 'dead' && first !== undefined && !isSameDeath(control, first)
  for (const one of live === undefined ? [] : own.slice(lived + 1)) {
    if (one.at < since) continue
    if (one.isControl ? breaksRow(one, row) : !belongs(one)) row.length = controls.length = 0
    else if (!one.isControl) row.push(one)
    else if (row.length > 0) controls.push(one)
  }
  return { live, row, controls }
}

/** A wall that lets only some addresses through looks like death from all others. */
export function isSameEgress(
  one: Pick<OwnProbe, 'outcome'>,
  other: Pick<OwnProbe, 'outcome'>,
): boolean {
  const [left, right] = [one.outcome.egress, other.outcome.egress]
  return left === undefined || right === undefined || left === right
}

/** A variable that names another server, and every credential looks dead: that one never had it. */
export function isSameServer(
  { hosts: left }: Pick<OwnProbe, 'hosts'>,
  { hosts: right }: Pick<OwnProbe, 'hosts'>,
): boolean {
  return left === undefined || right === undefined || left.join() === right.join()
}

/** Whether a control request failed as the leaked credential does: by the same verdict and status. */
export function isSameDeath(control: OwnProbe, dead: OwnProbe): boolean {
  const [left, right] = [control.outcome, dead.outcome]
  if (left.verdict !== 'dead' || !isSameEgress(control, dead) || !isSameServer(control, dead))
    return false
  return left.status === undefined || right.status === undefined || left.status === right.status
}

/** Why a verification does not follow from the probes that are journalled; `undefined`: it does. */
export function faultOfVerification(
  incident: Pick<Incident, 'touchedAt' | 'probes'>,
  { probe, verdict, times }: Pick<EventOf<'verified'>, 'probe' | 'verdict' | 'times'>,
): string | undefined {
  if (times < verifyTimesLeast) return `expected ${verifyTimesLeast} answers in a row or more`
  const since = incident.touchedAt ?? ''
  const { live, row, controls } = proofSoFar(incident.probes, { probe, verdict, since })
  if (live === undefined) return `expected ${probe} to have answered live before`
  if (row.length < times)
    return `expected ${times} answers "${verdict}" of ${probe} in a row, got ${row.length}`
  if (verdict === 'contained') return undefined
  if (controls.length === 0) return `expected a control request of ${probe} beside them, got none`
  const odd = controls.some((control) => !row.every((dead) => isSameDeath(control, dead)))
  return odd ? `expected the control request of ${probe} to fail in the same way` : undefined
}
