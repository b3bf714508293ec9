import { StanchError } from '../../../text/error.ts'
import { JsonScanner } from '../../../text/json-scanner.ts'
import { isObject } from '../asking/ask-json.ts'

/**
 * Items as `op` prints them: one, a list, or many one behind the other, which is what `op item get -` does.
 *
 * @throws StanchError `IMPORT_NOT_JSON` with the offset, never what stands there
 */
export function* onepasswordItems(bytes: Uint8Array): Generator<Readonly<Record<string, unknown>>> {
  const scanner = JsonScanner.of(bytes)
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
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(start, scanner.end)))
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isObject(item)) yield item
  }
}
