import type { Subject } from './adapter.ts'
import type { Incident } from './incident.ts'

/** What adapters are told of an incident's credential; its value comes from elsewhere. */
export function subjectOf({
  leaked,
  publicSince,
}: Pick<Incident, 'leaked' | 'publicSince'>): Subject {
  const { rule, provider, keyId, account, store } = leaked
  return {
    rule,
    provider,
    ...(keyId === undefined ? {} : { keyId }),
    ...(account === undefined ? {} : { account }),
    ...(store === undefined ? {} : { store }),
    ...(publicSince === undefined ? {} : { exposedSince: publicSince }),
  }
}
