import { StanchError } from '../../../text/error.ts'
import { JsonScanner } from '../../../text/json-scanner.ts'
import { isObject } from '../../../text/field-of.ts'

/**
 * Items as `op` prints them: one, a list, or many one behind the other, which is what `op item get -` does.
 *
 * @throws StanchError `IMPORT_NOT_JSON` with the offset, never what stands there
 */
export function* onepasswordItems(bytes: Uint8Array): Generator<Readonly<Record<string, unknown>>> {
  const scanner = JsonScanner.of(bytes, { isStrict: true })
  let start = 0
  for (let token = scanner.next(); token !== 'end' && token !== 'wait'; token = scanner.next()) {
    const isClosing = token === '}' || token === ']'
    if (token === 'fault' || (scanner.depth === 0 && !isClosing))
      throw new StanchError(
        'IMPORT_NOT_JSON',
        `expected items of op --format json, got something else at byte ${scanner.start}`,
      )
    if (scanner.depth === 1 && (token === '{' || token === '[')) start = scanner.start
    if (scanner.depth > 0) continue
    const value = parseJson(bytes.subarray(start, scanner.end), start)
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isObject(item)) yield item
  }
}

/** The error of `JSON.parse` repeats what stands there. */
function parseJson(bytes: Uint8Array, start: number): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new StanchError('IMPORT_NOT_JSON', `no JSON at byte ${start}`)
  }
}
