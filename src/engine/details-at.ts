import { detailReaders, detailsReach, type SecretDetails } from '../rules/details.ts'
import type { Rule } from '../rules/rule.ts'
import { addRange, emptySet, removeByte, setHas, type ByteSet } from '../text/byte-set.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'

/** What a secret tells of itself; nothing where the rule has no reader, or the reader finds nothing. */
export function detailsAt(
  { details: name }: Pick<Rule, 'details'>,
  bytes: Uint8Array,
  { start, end }: Span,
): { readonly details?: SecretDetails } {
  if (name === undefined) return {}
  const details = detailReaders[name]({
    secret: latin1Of(bytes, start, end),
    before: latin1Of(bytes, runStart(bytes, start), start),
    behind: latin1Of(bytes, end, runEnd(bytes, end)),
  })
  return Object.keys(details).length === 0 ? {} : { details }
}

/** Visible ASCII but quotes and angle brackets: what an address or a connection string is made of. */
const runBytes: ByteSet = visibleBytes()

function runStart(bytes: Uint8Array, from: number): number {
  const least = Math.max(0, from - detailsReach)
  let start = from
  while (start > least && setHas(runBytes, bytes[start - 1]!)) start--
  return start
}

function runEnd(bytes: Uint8Array, from: number): number {
  const most = Math.min(bytes.length, from + detailsReach)
  let end = from
  while (end < most && setHas(runBytes, bytes[end]!)) end++
  return end
}

function visibleBytes(): ByteSet {
  const set = emptySet()
  addRange(set, 0x21, 0x7e)
  for (const mark of ['"', "'", '`', '<', '>']) removeByte(set, mark.charCodeAt(0))
  return set
}
