import type { LeakPlace } from '../../exposure.ts'
import type { Incident } from '../../incident.ts'
import type { Notification } from '../notification.ts'

/** An alert of GitHub's secret scanning. */
export interface AlertPlace {
  readonly owner: string
  readonly repository: string
  readonly number: number
}

/**
 * What resolves an alert, with what a probe proved about validity. A comment can never be changed afterwards.
 *
 * Call: `PATCH /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}`,
 * https://docs.github.com/en/rest/secret-scanning/secret-scanning#update-a-secret-scanning-alert
 */
export function githubAlertMessage({ kind, incident, at }: Notification): Readonly<Record<string, unknown>> | undefined {
  if (kind === 'false-alarm')
    return {
      state: 'resolved',
      resolution: 'false_positive',
      resolution_comment: `A false alarm, as found in Stanch incident ${incident}.`,
    }
  if (kind !== 'dead') return undefined
  return {
    state: 'resolved',
    resolution: 'revoked',
    resolution_comment: `Revoked, and proven dead by its provider’s answer on ${at.slice(0, 16)} UTC; Stanch incident ${incident}.`,
    validity: 'inactive',
  }
} // prettier-ignore

/** Alerts that the incident came from, or that its places name: `https://github.com/o/r/security/secret-scanning/7`. */
export function alertsOf({ leaked, source }: Pick<Incident, 'leaked' | 'source'>): AlertPlace[] {
  const texts = [source, ...leaked.places.map((place) => urlOf(place))]
  const found = texts.flatMap((text) =>
    Array.from(text.matchAll(alertPattern), ([, owner, repository, number]) => ({
      owner: owner!,
      repository: repository!,
      number: Number(number),
    })),
  )
  return found.filter(
    (one, at) => found.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === at,
  )
}

const alertPattern = /([A-Za-z0-9][A-Za-z0-9-]*)\/([\w.-]+)\/security\/secret-scanning\/(\d+)/g

function urlOf({ origin }: LeakPlace): string {
  const { url } = origin as { readonly url?: unknown }
  return typeof url === 'string' ? url : ''
}
