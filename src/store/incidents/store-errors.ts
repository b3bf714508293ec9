import { StanchError } from '../../text/error.ts'

export function unknownIncident(id: string, store: string): StanchError {
  return new StanchError(
    'INCIDENT_UNKNOWN',
    `${store}: expected an incident ${/^[\w-]{1,64}$/.test(id) ? id : 'of that id'}; there is none.\n` +
      'See them all: stanch incident list. Is it another store? --store, STANCH_INCIDENTS or incidents.store in stanch.yaml names it.',
  )
}

/** Nobody has the identities, and the caller says nothing of what leaked. */
export function notOpened(store: string): StanchError {
  return new StanchError(
    'INCIDENT_EVENT_INVALID',
    `${store}: expected what a new incident begins with; got none.\nThis is a fault of Stanch; please report it.`,
  )
}

/** A journal of which a record could not be written, or whose holder is through. */
export function unusableJournal(where: string): StanchError {
  return new StanchError(
    'INCIDENT_NOT_WRITTEN',
    `${where}: expected to write a record; the one before it could not be written, or its holder is through.\nRun it again.`,
  )
}
