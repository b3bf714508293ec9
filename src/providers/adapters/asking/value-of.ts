import type { Subject } from '../../../incident/adapter.ts'
import { StanchError } from '../../../text/error.ts'

/** The leaked value as text, for a header or body; blanks at its ends are none of it. Never log, store or return what this returns. */
export function valueOf({ secret }: Pick<Subject, 'secret'>): string {
  if (secret === undefined) {
    throw new StanchError(
      'INCIDENT_VALUE_MISSING',
      'This action needs the leaked value, and it is not at hand. Give it on standard input.',
    )
  }
  return new TextDecoder().decode(secret.reveal()).trim()
}

/** For `ActionDescription.missing`. */
export function missingValue({ secret }: Pick<Subject, 'secret'>): readonly string[] {
  return secret === undefined ? ['the leaked value: give it on standard input'] : []
}
