const length = 12

/** Looks for pieces of secrets, of 12 characters or more, as they are and as programs write them. */
export class Pieces {
  readonly #pieces = new Map<string, string>()
  /** Of the first four characters of all pieces, hashed: most places of most texts begin none. */
  readonly #starts = new Uint8Array(1 << 20)

  /** @param shown characters at its start that anybody may see */
  add(name: string, value: string, shown: number): void {
    const body = value.replaceAll(/-----[A-Z ]+-----/g, '').trim().slice(shown) // prettier-ignore
    for (const [how, text] of writingsOf(body))
      for (let at = 0; at + length <= text.length; at++) {
        const piece = text.slice(at, at + length)
        this.#pieces.set(piece, `${name}, ${how}`)
        this.#starts[startAt(Buffer.from(piece), 0)] = 1
      }
  }

  /** @returns what was found; never a piece */
  in(bytes: Uint8Array | string): string[] {
    const all = Buffer.from(bytes as Uint8Array)
    const found = new Set<string>()
    for (let at = 0; at + length <= all.length; at++) {
      if (this.#starts[startAt(all, at)] === 0) continue
      const one = this.#pieces.get(all.latin1Slice(at, at + length))
      if (one !== undefined) found.add(one)
    }
    return [...found]
  }
}

/** 20 bits of four bytes. */
function startAt(bytes: Buffer, at: number): number {
  const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  return Math.imul(four, 0x9e3779b1) >>> 12
}

export function writingsOf(text: string): (readonly [how: string, text: string])[] {
  const bytes = Buffer.from(text)
  const shifted = (encoding: 'base64' | 'base64url') =>
    [0, 1, 2].map(
      (by) =>
      Buffer.concat([Buffer.alloc(by), bytes]).toString(encoding).slice(by === 0 ? 0 : 4).replace(/.{0,3}=*$/, ''), // prettier-ignore
    )
  const each = (write: (byte: number) => string) => [...bytes].map(write).join('')
  const hex = (byte: number) => byte.toString(16).padStart(2, '0')
  return [
    ['as it is', text],
    ['JSON', JSON.stringify(text).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(text)).slice(3, -3)],
    ['\\u', each((byte) => `\\u00${hex(byte)}`)],
    ['percent', encodeURIComponent(text)],
    ['all percent', each((byte) => `%${hex(byte)}`)],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ...shifted('base64').map((one) => ['base64', one] as const),
    ...shifted('base64url').map((one) => ['base64url', one] as const),
    ['backwards', [...text].toReversed().join('')],
  ]
}
