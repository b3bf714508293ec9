import type { Redactor } from '../../redact/redactor.ts'
import type { Leaf, LeafRecord } from './export-message.ts'
import { equalBytes, redactText } from './redact-text.ts'
import type { RedactedTexts } from './redacted-texts.ts'
import { isWorthReading, renderLeaf, unrenderLeaf } from './render-leaf.ts'
import { TextBuffer } from './text-buffer.ts'

/** What becomes of the texts of a record; those that stay are not in it. */
export type ChangedTexts = ReadonlyMap<Leaf, Uint8Array>

/**
 * Redacts the texts of a record as one: so each is read with what the others say.
 *
 * @returns undefined when it cannot be told whose text became what: a mask reaches from one into another, or a
 *   placeholder stands for all of them
 */
export function redactTogether(
  redactor: Redactor,
  { leaves }: LeafRecord,
  texts: RedactedTexts,
): ChangedTexts | undefined {
  const pieces = leaves.filter((leaf) => isWorthReading(leaf, texts))
  const divider = dividerFor(pieces.map((leaf) => texts.of(leaf)))
  if (divider === undefined) return undefined
  const whole = new TextBuffer()
  for (const leaf of pieces) {
    renderLeaf(whole, leaf, texts)
    whole.add(divider)
  }
  const changed = new Map<Leaf, Uint8Array>()
  const redacted = redactText(redactor, whole.view())
  if (equalBytes(redacted, whole.view())) return changed
  const parts = splitAt(Buffer.from(redacted), divider)
  if (parts.length !== pieces.length) return undefined
  for (const [at, leaf] of pieces.entries()) {
    const part = unrenderLeaf(leaf, parts[at]!, texts)
    if (part === undefined) return undefined
    if (!equalBytes(part, texts.of(leaf))) changed.set(leaf, part)
  }
  return changed
}

const dividers = ['\n.\n', '\n..\n', '\n...\n', '\n....\n', '\n.....\n', '\n.;.\n', '\n;.;\n'].map(
  (divider) => Buffer.from(divider),
)

/** A line that none of the texts holds; undefined when they hold all that are tried. */
function dividerFor(texts: readonly Uint8Array[]): Uint8Array | undefined {
  return dividers.find((divider) => !texts.some((text) => bufferOf(text).includes(divider)))
}

/** @param text ends in the divider */
function splitAt(text: Buffer, divider: Uint8Array): Buffer[] {
  const parts: Buffer[] = []
  let from = 0
  for (let at = text.indexOf(divider); at >= 0; at = text.indexOf(divider, from)) {
    parts.push(text.subarray(from, at))
    from = at + divider.length
  }
  return parts
}

function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}
