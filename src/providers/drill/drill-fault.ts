/** What may go wrong at a provider that is only played. */
export const drillFaultNames = [
  'accepted-but-alive',
  'slow-propagation',
  'rate-limit',
  'server-error',
  'lost-response',
  'lost-request',
  'wrong-id',
  'flapping',
  'forbidden',
  'partial-pages',
] as const
export type DrillFaultName = (typeof drillFaultNames)[number]

/** The faults of one drill. */
export interface DrillFaults {
  readonly names: ReadonlySet<DrillFaultName>
  /** Of `slow-propagation`: how long the provider still takes what it has ended. */
  readonly propagationMs: number
}

/** For people, in one sentence each. */
export const drillFaultTexts: Readonly<Record<DrillFaultName, string>> = {
  'accepted-but-alive': 'the provider says that it is done, and does nothing',
  'slow-propagation': 'what was ended still works for a while',
  'rate-limit': 'calls are answered with 429 and Retry-After',
  'server-error': 'calls are answered with 500, 502 or 503',
  'lost-response': 'it is done, and the answer never comes',
  'lost-request': 'calls never arrive',
  'wrong-id': 'the account has keys that look alike, and nobody knows the id',
  flapping: 'it is dead, lives, and is dead again',
  forbidden: 'after the effect a firewall answers everything with its own 403',
  'partial-pages': 'only the first page of a list can be had',
}
