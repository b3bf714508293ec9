const length = 12

/** Looks for pieces of secrets, of 12 characters or more, as they are and as programs write them. */
export class Pieces {
  readonly #pieces = new Map<string, string>()

  /** @param shown characters at its start that anybody may see */
  add(name: string, value: string, shown: number): void {
    const body = value.replaceAll(/-----[A-Z ]+-----/g, '').trim().slice(shown) // prettier-ignore
    for (const [how, text] of writingsOf(body))
      for (let at = 0; at + length <= text.length; at++)
        this.#pieces.set(text.slice(at, at + length), `${name}, ${how}`)
  }

  /** @returns what was found; never a piece */
  in(bytes: Uint8Array | string): string[] {
    const all = Buffer.from(bytes as Uint8Array).toString('latin1')
    // A database's files are mostly zeros.
    const text = all.split('\0'.repeat(64)).filter(Boolean).join('\0')
    const found = new Set<string>()
    for (let at = 0; at + length <= text.length; at++) {
      const one = this.#pieces.get(text.slice(at, at + length))
      if (one !== undefined) found.add(one)
    }
    return [...found]
  }
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
