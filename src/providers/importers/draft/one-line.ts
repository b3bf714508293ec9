const lengthMax = 1024

/** A text as it may stand in a record: without control characters, cut. @returns `undefined` for what is no text, or an empty one */
export function oneLine(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, lengthMax)
  return text === '' ? undefined : text
}
