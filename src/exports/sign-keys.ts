import type { JsonLayout } from './layout.ts'

/**
 * Which keys stand in a file by which it is known, whatever else is there: of each list all. Not of layouts that only files
 * of a certain path have.
 */
export function signKeys(layouts: readonly JsonLayout[]): readonly (readonly string[])[] {
  const lists = layouts
    .filter(({ path }) => path?.test('a.json') ?? true)
    .flatMap(({ signs }) => signs.map((signs) => [...new Set(signs.flatMap(keysOf))].toSorted()))
    .filter((keys) => keys.length > 0)
  return [...new Map(lists.map((keys) => [keys.join('\n'), keys])).values()]
}

function keysOf(sign: JsonLayout['signs'][number][number]): string[] {
  const place = typeof sign === 'string' ? sign : sign[0]
  return Array.from(place.matchAll(/"([^"]*)"|[^.[\]"*]+/g), ([key, quoted]) => quoted ?? key)
}
