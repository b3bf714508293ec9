const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A name as reports show it: UTF-8 is decoded, every byte that is not part of UTF-8 becomes `%XX`.
 * Control characters stay as they are.
 */
export function labelOfBytes(bytes: Uint8Array): string {
  const whole = decodeOrNothing(bytes)
  if (whole !== undefined) return whole
  let label = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at]!)
    const character = decodeOrNothing(bytes.subarray(at, at + length))
    label += character ?? `%${bytes[at]!.toString(16).toUpperCase().padStart(2, '0')}`
    at += character === undefined ? 1 : length
  }
  return label
}

function decodeOrNothing(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function sequenceLength(lead: number): number {
  if (lead < 0xc2) return 1
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

const nonAscii = /[^\0-\x7f]/

/** Whether a name's bytes are its characters, so that neither order nor matching needs its bytes. */
export function isAscii(name: string): boolean {
  return !nonAscii.test(name)
}

/** One character per byte of the name, so that string order is byte order and patterns see bytes. */
export function byteKeyOf(name: string | Uint8Array): string {
  if (typeof name !== 'string') return Buffer.from(name).toString('latin1')
  return isAscii(name) ? name : Buffer.from(name).toString('latin1')
}

/**
 * A path argument as reports show it: `/` between parts, no leading `./`, no doubled or trailing slash.
 * `..` stays, since with symbolic links `a/../b` need not be `b`. An empty argument, as an unset shell
 * variable makes, stays empty: it does not mean the working directory.
 */
export function labelOfArgument(path: string, separator: string): string {
  const slashed = separator === '/' ? path : path.replaceAll(separator, '/')
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.')
  if (slashed.startsWith('/')) return `/${parts.join('/')}`
  return parts.length === 0 && path !== '' ? '.' : parts.join('/')
}
