import { canonicalJson } from './canonical-json.ts'
import type { EventOf } from './event.ts'
import type { Incident } from './incident.ts'

/** What is known once the same credential was met again: nothing that was known is lost by it. */
export function afterSeenAgain(before: Incident, event: EventOf<'seen-again'>): Incident {
  const known = new Set(before.leaked.places.map((place) => canonicalJson(place)))
  const fresh = event.places.filter((place) => !known.has(canonicalJson(place)))
  const group = before.group ?? event.group
  const { verdict = before.verdict, publicSince = before.publicSince } = event
  const keyId = before.leaked.keyId ?? event.keyId
  return {
    ...before,
    verdict,
    ...(publicSince === undefined ? {} : { publicSince }),
    leaked: {
      ...before.leaked,
      ...(keyId === undefined ? {} : { keyId }),
      places: [...before.leaked.places, ...fresh],
    },
    identities: [...new Set([...before.identities, ...event.identities])],
    ...(group === undefined ? {} : { group }),
  }
}
