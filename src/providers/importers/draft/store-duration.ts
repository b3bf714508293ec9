const minutesOf = { d: 1440, h: 60, m: 1 } as const

/**
 * Seconds as a record's duration, in the largest unit that takes them whole, minutes rounded down.
 *
 * @returns `undefined` for less than a minute: it does not live by itself
 */
export function storeDuration(seconds: number): string | undefined {
  const minutes = Math.floor(seconds / 60)
  if (!(minutes >= 1) || minutes > 9_999_999) return undefined
  const unit = minutes % minutesOf.d === 0 ? 'd' : minutes % minutesOf.h === 0 ? 'h' : 'm'
  return `${minutes / minutesOf[unit]}${unit}`
}

/** Seconds of a duration as Go writes them: `3h25m19s`, `1.5h`; 0 when it is none. */
export function secondsOfGoDuration(text: unknown): number {
  if (typeof text !== 'string' || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(text)) return 0
  const seconds = { h: 3600, m: 60, s: 1, ms: 0.001 } as const
  return Array.from(text.matchAll(/([\d.]+)(h|ms|m|s)/g)).reduce(
    (sum, [, count, unit]) => sum + Number(count) * seconds[unit as keyof typeof seconds],
    0,
  )
}
