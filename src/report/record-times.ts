import type { Origin } from '../engine/document.ts'
import { readOrigin } from './origin-details.ts'

/**
 * When records of exports were written. One that does not say has the time of the one before it in its file.
 *
 * @returns for each place milliseconds since 1970; `Infinity` where nothing tells, and outside of exports
 */
export function recordTimes(places: readonly { readonly origin: Origin }[]): number[] {
  const last = new Map<string, number>()
  return places.map(({ origin }) => {
    const { exported } = readOrigin(origin)
    if (!exported) return Infinity
    const told = Date.parse(exported.time ?? '')
    const time = Number.isNaN(told) ? (last.get(exported.path) ?? Infinity) : told
    last.set(exported.path, time)
    return time
  })
}

/** The earliest record first; what has no time keeps its order behind them. */
export function inTimeOrder<Place extends { readonly origin: Origin }>(
  places: readonly Place[],
): Place[] {
  const times = recordTimes(places)
  return places
    .map((place, order) => ({ place, order, time: times[order]! }))
    .toSorted((left, right) =>
      left.time === right.time ? left.order - right.order : left.time - right.time,
    )
    .map(({ place }) => place)
}
