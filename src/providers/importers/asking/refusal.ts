import { StanchError } from '../../../text/error.ts'

const meanings: Readonly<Record<number, string>> = {
  401: 'not signed in, or the token has ended',
  403: 'forbidden',
  404: 'not there, or hidden',
  429: 'asked too often, also after waiting',
}

/**
 * A status in words: `answered 403 (forbidden, PERMISSION_DENIED)`.
 *
 * @param words of the store itself, names of errors; never its sentences, which quote what was asked
 */
export function statusText(status: number, words: Iterable<string> = []): string {
  const meaning = meanings[status]
  const others = [...words].filter((word) => word.toLowerCase() !== meaning)
  const all = [...new Set([...(meaning === undefined ? [] : [meaning]), ...others])]
  return all.length === 0 ? `answered ${status}` : `answered ${status} (${all.join(', ')})`
}

/** The error of a store that cannot be read at all. @param need what a person has to set or allow, as sentences */
export function refusal(store: string, reason: string, need: string): StanchError {
  const told = `${store}: ${reason.replace(/\.$/, '')}.`
  return new StanchError('IMPORT_REFUSED', need === '' ? told : `${told}\n${need}`)
}
