import type { Attribution } from './attribution.ts'

/** Times beyond are no times: the year 2200. */
const secondsMax = 7_258_118_400

/** A time in seconds since 1970, in ISO 8601; `{}` for what is none. */
export function timeOfSeconds(seconds: string | undefined): Attribution {
  return timeOf(Number(seconds ?? NaN))
}

export function timeOfMilliseconds(milliseconds: string | undefined): Attribution {
  return timeOf(Number(milliseconds ?? NaN) / 1000)
}

/** `Tuesday, January 3, 2023 at 10:15:31 AM UTC`, as Google writes it in English. */
const prose = /^\w+,\s(\w+)\s(\d{1,2}),\s(\d{4})(?:\sat|,)?\s(\d{1,2}):(\d\d):(\d\d)\s([AP])M\sUTC$/

const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
] // prettier-ignore

/** A time written out in English, in ISO 8601; `{}` for what is none, or in another language. */
export function timeOfProse(text: string | undefined): Attribution {
  const [, name, day, year, hour, minute, second, half] = prose.exec(text ?? '') ?? []
  const month = months.indexOf(name ?? '')
  if (month < 0) return {}
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const time = Date.UTC(Number(year), month, Number(day), hours, Number(minute), Number(second))
  return timeOf(time / 1000)
}

/** A date of a mail (RFC 5322), in ISO 8601; `{}` for what is none, or has no zone. */
export function timeOfMail(date: string | undefined): Attribution {
  if (date === undefined || !/[+-]\d{4}|\b(?:GMT|UTC?|Z|[ECMP][SD]T)\b/.test(date)) return {}
  const time = Date.parse(date.replaceAll(/\([^()]*\)/g, ''))
  return Number.isNaN(time) ? {} : { time: new Date(time).toISOString() }
}

function timeOf(seconds: number): Attribution {
  if (!(seconds > 0 && seconds < secondsMax)) return {}
  return { time: new Date(Math.floor(seconds * 1000)).toISOString() }
}
