/** Events as a server sends them: what each is, and its data. */
export function eventStream(values: readonly object[]): string {
  const events = values.map((value) => {
    const name = 'type' in value ? `event: ${String(value.type)}\n` : ''
    return `${name}data: ${JSON.stringify(value)}\n\n`
  })
  return events.join('')
}

/** A text in parts of one to five characters, as a model gives it. */
export function tokensOf(text: string): string[] {
  const parts: string[] = []
  for (let at = 0, length = 3; at < text.length; length = (length % 5) + 1) {
    parts.push(text.slice(at, at + length))
    at += length
  }
  return parts
}
