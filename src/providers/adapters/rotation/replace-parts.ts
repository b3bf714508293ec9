import type { RotatedPart } from '../../../incident/rotation-store.ts'

/** The text with each part replaced, or why it is not. Neither names anything of what it holds. */
export type Replaced =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly text?: undefined; readonly fault: string }

/**
 * Puts new parts where the old ones stand, and leaves all else as it is, byte for byte: in JSON, lines of `NAME=value`, or
 * any other text. A part that is not at hand is found by its shape, if only one text there has it.
 *
 * @param nextOf what comes for a part; the same shape, so that no format needs an escape that the old one did not
 */
export function replaceParts(
  text: string,
  parts: readonly RotatedPart[],
  nextOf: (part: RotatedPart) => string,
): Replaced {
  let replaced = text
  for (const part of parts) {
    const old = oldOf(text, part)
    if ('fault' in old) return old
    const next = nextOf(part)
    // A slash may be escaped in JSON, and then it was on purpose.
    for (const form of [old.text, old.text.replaceAll('/', '\\/')])
      replaced = replaced.replaceAll(form, () => (form === old.text ? next : next.replaceAll('/', '\\/'))) // prettier-ignore
  }
  return { text: replaced }
}

function oldOf(
  text: string,
  { name, old, shape }: RotatedPart,
): { text: string } | { fault: string } {
  // prettier-ignore
  const plain = text.replaceAll('\\/', '/')
  if (old !== undefined) {
    const value = new TextDecoder().decode(old.reveal())
    return plain.includes(value) ? { text: value } : { fault: `the leaked ${name} does not stand in it` } // prettier-ignore
  }
  const words = new Set(plain.match(/[0-9A-Za-z+/_=.-]+/g)?.flatMap((word) => fitting(word, shape))) // prettier-ignore
  const [only, ...more] = words
  if (only === undefined) return { fault: `no ${name} stands in it` }
  return more.length > 0 ? { fault: `more than one text in it could be the ${name}` } : { text: only } // prettier-ignore
}

/** A word itself, or what stands behind its last sign of equality: `NAME=value`. */
function fitting(word: string, shape: RegExp): string[] {
  const whole = new RegExp(`^(?:${shape.source})$`)
  return [word, word.slice(word.indexOf('=') + 1)].filter((one) => whole.test(one))
}
