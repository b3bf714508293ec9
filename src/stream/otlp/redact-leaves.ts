import type { Masked } from '../../redact/observer.ts'
import { placeholderFor } from '../../redact/placeholder-record.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { concatBytes } from '../../text/bytes.ts'
import type { Leaf, LeafRecord } from './export-message.ts'
import type { ExportRedaction } from './redact-export.ts'
import { equalBytes, isClean, redactText } from './redact-text.ts'
import { redactTogether, type ChangedTexts } from './redact-together.ts'
import type { RedactedTexts } from './redacted-texts.ts'
import { isWorthReading, renderLeaf, unrenderLeaf } from './render-leaf.ts'
import { TextBuffer } from './text-buffer.ts'

/**
 * Redacts the texts of a record: all together if that suffices, otherwise each by itself and then together, since what
 * one says can make a secret of another. A record that holds a secret where none can be masked is withheld.
 *
 * @returns whether anything changed
 */
export function redactLeaves(
  { redactor, gate }: ExportRedaction,
  record: LeafRecord,
  texts: RedactedTexts,
): boolean {
  if (!record.leaves.some((leaf) => texts.encoded(leaf))) {
    const { result, masked } = gate.collect(() => redactTogether(redactor, record, texts))
    if (result?.size === 0) return false
    if (result && isEnough(result, texts) && !isDropped(redactor, masked)) {
      for (const [leaf, text] of result) texts.set(leaf, text)
      gate.tell(masked)
      return true
    }
  }
  const original = record.leaves.map((leaf) => texts.of(leaf))
  const { result: isRedacted, masked } = gate.open(() => redactApart(redactor, record, texts))
  const dropped = isDropped(redactor, masked)
  if (isRedacted && !dropped) return masked.length > 0
  const reason = dropped
    ? ({ kind: 'dropped', masked: [] } as const)
    : ({ kind: 'withheld', reason: 'unmaskable' } as const)
  const policy = { ...redactor.policy, onWithheld: gate.onWithheldOnce }
  texts.withhold(record, placeholderFor(joinLines(original), reason, policy))
  return true
}

/** Whether the mode of a rule that masked something is to drop the record. */
export function isDropped({ policy }: Redactor, masked: readonly Masked[]): boolean {
  return masked.some(({ rule }) => policy.modeOf(rule) === 'drop')
}

/** A key that changes is no longer what the others were read with, JSON is to be redacted as JSON. */
function isEnough(changed: ChangedTexts, texts: RedactedTexts): boolean {
  return [...changed.keys()].every(
    (leaf) => leaf.kind !== 'key' && leaf.kind !== 'opaque' && !isJsonLike(texts.of(leaf)),
  )
}

function isJsonLike(text: Uint8Array): boolean {
  return text[0] === 0x7b || text[0] === 0x5b
}

/** @returns false when something cannot be masked where it stands */
function redactApart(redactor: Redactor, record: LeafRecord, texts: RedactedTexts): boolean {
  const isKey = ({ kind }: Leaf) => kind === 'key'
  const { leaves } = record
  // Keys first: they name the others.
  for (const leaf of [...leaves.filter(isKey), ...leaves.filter((leaf) => !isKey(leaf))]) {
    if (!redactLeaf(redactor, leaf, texts)) return false
  }
  const changed = redactTogether(redactor, record, texts)
  for (const [leaf, text] of changed ?? []) {
    if (leaf.kind === 'opaque') return false
    texts.set(leaf, text)
  }
  return changed !== undefined
}

function redactLeaf(redactor: Redactor, leaf: Leaf, texts: RedactedTexts): boolean {
  if (!isWorthReading(leaf, texts)) return true
  const text = texts.of(leaf)
  if (leaf.kind === 'opaque') return isClean(redactor, text)
  const redacted = redactNamed(redactor, leaf, texts)
  if (!equalBytes(redacted, text)) texts.set(leaf, redacted)
  const encoded = texts.encoded(leaf)
  return encoded === undefined || isClean(redactor, encoded)
}

function redactNamed(redactor: Redactor, leaf: Leaf, texts: RedactedTexts): Uint8Array {
  const text = texts.of(leaf)
  // JSON is redacted as JSON; its name is told afterwards, when all texts are redacted together.
  if (isJsonLike(text)) return redactText(redactor, text)
  const rendered = new TextBuffer()
  renderLeaf(rendered, leaf, texts)
  const redacted = redactText(redactor, rendered.view())
  // Without its name it is a placeholder, or a mask reaches over the name: it stands for all.
  return unrenderLeaf(leaf, redacted, texts) ?? redacted
}

const lineFeed = Uint8Array.of(10)

function joinLines(texts: readonly Uint8Array[]): Uint8Array {
  return concatBytes(texts.flatMap((text, at) => (at === 0 ? [text] : [lineFeed, text])))
}
