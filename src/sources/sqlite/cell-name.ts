import { shownKey } from '../../redact/shown-key.ts'

/** Hexadecimal digits in groups, as most ids are. */
const id = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{1,19})$/i
const keyLengthMax = 512

/**
 * What a row is called by its key, as `bubbleId:<uuid>:<uuid>`.
 *
 * @returns undefined when the key may hold a secret
 */
export function shownRowKey(key: string): string | undefined {
  if (key === '' || key.length > keyLengthMax) return undefined
  const isPlain = key
    .split(/[:/.@|]/)
    .every((part) => part === '' || id.test(part) || isWords(part))
  return isPlain && !/[\s!]/.test(key) ? key : undefined
}

function isWords(part: string): boolean {
  return shownKey(part) === part
}
