const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
const clock = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?`
const time = new RegExp(`^${day}[T ]${clock}$`)
const wholeDay = new RegExp(`^${day}$`)

const span = String.raw`(?:\d+|last)[ .](?:second|minute|hour|day|week|month|year)s?`
const ago = new RegExp(`^(?:yesterday|midnight|noon|${span}(?:,? ${span})*(?:[ .]ago)?)$`)

/**
 * Checks a time for git, which takes what it does not understand for the present, and of a day the present time of
 * day instead of its beginning.
 *
 * @returns as git wants it; `undefined` when it is none
 */
export function parseDate(text: string): string | undefined {
  if (text === 'today') return 'midnight'
  if (wholeDay.test(text)) return `${text} 00:00:00`
  return time.test(text) || ago.test(text) ? text : undefined
}
