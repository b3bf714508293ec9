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

function timeOf(seconds: number): Attribution {
  if (!(seconds > 0 && seconds < secondsMax)) return {}
  return { time: new Date(Math.floor(seconds * 1000)).toISOString() }
}
