import type { ActionContext, ActionDescription, ActionOutcome, Adapter, EffectAction, EvidenceAction, EvidenceOutcome, Subject } from '../../../incident/adapter.ts' // prettier-ignore
import type { RotationStore } from '../../../incident/rotation-store.ts'
import type { AdapterSetting, AdapterSource } from '../adapter-setting.ts'
import { guarded, guardedCheck, guardedEvidence } from '../asking/guard.ts'
import { actionOutcomeOf } from './store-outcomes.ts'

/** The steps of a rotation that only the store of the value is asked for; whatever issued it made the new one. */
export const rotationStoreSource: AdapterSource = {
  id: 'rotation-store',
  rules: [],
  hosts: () => [],
  open: (setting) => Promise.resolve(openRotationStoreAdapter(setting)),
}

export function openRotationStoreAdapter(setting: AdapterSetting): Adapter {
  return {
    id: 'rotation-store',
    name: 'Store of the value',
    rules: [],
    actions: [promote(setting), drain(setting), rollBack(setting)],
  }
}

function promote(setting: AdapterSetting): EffectAction {
  return {
    name: 'promote',
    kind: 'promote',
    describe: (subject) => ({
      ...describe(setting, subject, 'promote'),
      summary: `makes the value that waits the current one of ${placeOf(setting, subject)}`,
      reversible: true,
      undoneBy: 'roll-back',
    }),
    run: guarded(async (context) => {
      const found = versionOf(setting, context)
      if ('outcome' in found) return found.outcome
      const { store, version } = found
      const done = await store.promote(version, context.signal)
      if (done.result !== 'done' && done.result !== 'already') return actionOutcomeOf(done)
      const known = done.result === 'done' ? { storePromotedAt: new Date(setting.clock.now()).toISOString() } : {} // prettier-ignore
      return { ...done, identity: { proof: 'exact-match', id: version }, known }
    }),
    // What still waits beside it, though it is in use, is taken away by promoting once more.
    check: guardedCheck((context) =>
      checkVersion(
        setting,
        context,
        ({ current, pending }, version) => current === version && pending !== version,
      ),
    ),
  }
}

function rollBack(setting: AdapterSetting): EffectAction {
  return {
    name: 'roll-back',
    kind: 'roll-back',
    describe: (subject) => ({
      ...describe(setting, subject, 'roll-back'),
      summary: `makes the former value the current one of ${placeOf(setting, subject)} again`,
      reversible: false,
    }),
    run: guarded(async (context) => {
      const found = versionOf(setting, context)
      if ('outcome' in found) return found.outcome
      const { store, version } = found
      if (context.subject.known?.['storeOldEnded'] === 'yes')
        return { result: 'refused', detail: `${store.place}: the former value is dead since the new one was made, so that nobody could work with it` } // prettier-ignore
      const done = await store.rollBack(version, context.signal)
      if (done.result !== 'done' && done.result !== 'already') return actionOutcomeOf(done)
      return { ...done, identity: { proof: 'exact-match', id: version } }
    }),
    check: guardedCheck(
      (context) =>
      checkVersion(setting, context, ({ current, pending }, version) => current !== version && pending !== version), // prettier-ignore
    ),
  }
}

/** Whether what is read is the new value. When it was read last most stores do not tell. */
function drain(setting: AdapterSetting): EvidenceAction {
  return {
    name: 'drain',
    kind: 'drain',
    describe: (subject) => {
      const { calls, ...rest } = describe(setting, subject, 'promote')
      return {
        ...rest,
        calls: calls.filter(({ method }) => method === 'GET'),
        sideEffects: [],
        permissions: [],
        summary: `asks ${placeOf(setting, subject)} which value it gives out`,
        reversible: true,
      }
    },
    run: guardedEvidence(async (context): Promise<EvidenceOutcome> => {
      const found = versionOf(setting, context)
      if ('outcome' in found) return { facts: { stillUsed: 'unknown' }, complete: false, gaps: [found.outcome.detail], calls: [] } // prettier-ignore
      const { store, version } = found
      const read = await store.versions(context.signal)
      if (!('versions' in read)) return { facts: { stillUsed: 'unknown' }, complete: false, gaps: [read.detail], calls: [read] } // prettier-ignore
      const { current = 'none', lastReadAt } = read.versions
      const isEnded = context.subject.known?.['storeOldEnded'] === 'yes'
      const facts = { storeCurrent: current, ...(lastReadAt !== undefined && { storeLastRead: lastReadAt }) } // prettier-ignore
      const calls = [{ ...read.answer, detail: `${store.place}: version ${current} is given out` }]
      if (isEnded && current === version) return { facts: { ...facts, stillUsed: 'no' }, complete: true, gaps: [], calls } // prettier-ignore
      const gap = current === version ? `${store.place} does not tell who still works with the former value` : `${store.place} still gives out version ${current}` // prettier-ignore
      return { facts: { ...facts, stillUsed: current === version ? 'unknown' : 'yes' }, complete: false, gaps: [gap], calls } // prettier-ignore
    }),
  }
}

/** The version that the rotation has told; none is ever guessed. */
function versionOf(
  setting: AdapterSetting,
  { subject }: ActionContext,
):
  | { readonly store: RotationStore; readonly version: string }
  | { readonly outcome: ActionOutcome } {
  const store = subject.store && setting.storeAt?.(subject.store)
  const version = subject.known?.['storeVersion']
  if (store === undefined) return { outcome: { result: 'refused', detail: 'no store of it can be opened here' } } // prettier-ignore
  if (version === undefined) return { outcome: { result: 'refused', detail: `${store.place}: no step of this plan has put a value there` } } // prettier-ignore
  return { store, version }
}

async function checkVersion(
  setting: AdapterSetting,
  context: ActionContext,
  isDone: (versions: { current?: string; pending?: string }, version: string) => boolean,
): ReturnType<EffectAction['check']> {
  const found = versionOf(setting, context)
  if ('outcome' in found) return { state: 'unknown', detail: found.outcome.detail }
  const read = await found.store.versions(context.signal)
  if (!('versions' in read)) return { state: 'unknown', detail: read.detail }
  const { current = 'none', pending } = read.versions
  const state = isDone(read.versions, found.version) ? 'effected' : 'not-effected'
  return { ...read.answer, state, detail: `${found.store.place}: current is ${current}, ${pending === undefined ? 'nothing waits' : `${pending} waits`}` } // prettier-ignore
}

function placeOf({ storeAt }: AdapterSetting, { store }: Subject): string {
  return (store && storeAt?.(store)?.place) ?? store?.type ?? 'its store'
}

function describe(
  { storeAt }: AdapterSetting,
  subject: Subject,
  step: 'promote' | 'roll-back',
): Omit<ActionDescription, 'summary' | 'reversible'> {
  const store = subject.store && storeAt?.(subject.store)
  const described = store?.describe(step)
  return {
    calls: described?.calls ?? [],
    proof: 'exact-match',
    completion: 'sync',
    effect: 'none',
    actsAs: described?.actsAs ?? 'nobody',
    permissions: described?.permissions ?? [],
    sideEffects: described?.sideEffects ?? [],
    missing: described?.missing ?? [missingStore(subject)],
    reference: described?.reference ?? 'https://github.com/stanch-dev/stanch',
  }
}

/** As a plan says it is lacking. */
export function missingStore({ store }: Subject): string {
  if (store === undefined) return 'the place where it is kept, which an inventory would name'
  return `a way to write into stores of the kind ${store.type}`
}
