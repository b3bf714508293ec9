import { anyKind, type Candidate } from './candidate.ts'
import type { Decoding } from './finding.ts'
import { readCarrier, type CarriedText } from './known-carrier.ts'
import { compareKnown, type ComparedSpan } from './known-compare.ts'
import { knownRule } from './known-rule.ts'
import { carriers, unpackPlace, type KnownTable } from './known-table.ts'
import { regionKinds, type Prefilter, type RegionKind } from './prefilter.ts'

/** Decoded bytes that are looked at first on either side, for each byte of the value; and when it is escaped in them. */
const reachPlain = 1
const reachEscaped = 8
/** Bytes of line ends behind a value that was encoded with them: `echo value | base64`. */
const lineEndMax = 2
const paddingMax = 2

/** Known values bound to a prefilter's memory. */
export class KnownFinder {
  readonly #prefilter: Prefilter
  readonly #table: KnownTable

  /** @param prefilter of which nothing is reserved yet */
  constructor(prefilter: Prefilter, table: KnownTable) {
    this.#prefilter = prefilter
    this.#table = table
    prefilter.setKnown(table.entries)
  }

  /** Known values in `length` bytes at `address`, in any form, whatever stands beside them. Several may overlap. */
  find(address: number, length: number): Candidate[] {
    const found: Candidate[] = []
    let seen: Set<string> | undefined
    let bytes: Uint8Array | undefined
    this.#prefilter.findKnown(address, address + length, (window, number, place) => {
      seen ??= new Set()
      bytes ??= this.#prefilter.bytes.subarray(address, address + length)
      const text = this.#textOf(number)
      const span = spanAt(bytes, window - address, place, text)
      if (!span) return
      const key = `${number} ${span.start} ${span.end}`
      if (seen.has(key)) return
      seen.add(key)
      found.push(this.#candidateOf(number, text, span))
    })
    return found
  }

  #textOf(number: number): Uint8Array {
    const { bytes, ends } = this.#table
    return bytes.subarray(number === 1 ? 0 : ends[number - 2], ends[number - 1])
  }

  #candidateOf(number: number, text: Uint8Array, { start, end, decoded }: ComparedSpan): Candidate {
    const { names, nameOf, aliases } = this.#table
    const owners = [nameOf[number - 1]!, ...(aliases.get(number - 1) ?? [])]
    return {
      rule: knownRule,
      span: { start, end },
      secret: text.slice(),
      confidence: knownRule.confidence,
      status: 'unverified',
      decoded,
      kinds: anyKind,
      known: owners.map((owner) => names[owner]!),
    }
  }
}

/** Where a text stands of which a window was found at `at`; `undefined` when something else has the same bytes there. */
function spanAt(
  bytes: Uint8Array,
  at: number,
  packed: number,
  text: Uint8Array,
): ComparedSpan | undefined {
  const { carrier, offset } = unpackPlace(packed)
  if (carrier === carriers.plain) return compareKnown(bytes, at, text, offset)
  for (const reach of [reachPlain, reachEscaped]) {
    const carried = readCarrier(bytes, at, carrier, text.length * reach + lineEndMax + 1)
    const inner = compareKnown(carried.bytes, carried.at, text, offset)
    if (!inner) continue
    const start = carried.starts[inner.start]!
    const last = withLineEnd(carried, inner.end)
    const isBase64 = carrier < carriers.hex
    const end = carried.ends[last - 1]!
    const behind = isBase64 ? behindPadding(bytes, end) : end
    return { start, end: behind, decoded: [nameOf(carrier), ...inner.decoded] }
  }
  return undefined
}

/** Where a known value ends that was found in a decoded region and stands there up to `end`. */
export function endOfKnown(bytes: Uint8Array, end: number, kind: RegionKind): number {
  return kind === regionKinds.base64 ? behindPadding(bytes, end) : end
}

function behindPadding(bytes: Uint8Array, end: number): number {
  let behind = end
  while (bytes[behind] === 0x3d && behind - end < paddingMax) behind++
  return behind
}

/** Behind a line end that nothing follows in the encoded text. */
function withLineEnd({ bytes, starts, ends }: CarriedText, end: number): number {
  let behind = end
  while (behind < bytes.length && (bytes[behind] === 10 || bytes[behind] === 13)) behind++
  if (behind - end > lineEndMax) return end
  const isLast =
    behind === bytes.length ||
    starts[behind]! > ends[behind - 1]! ||
    ends[behind]! - starts[behind]! > charactersOfByte
  return isLast ? behind : end
}

/** A byte is made of so many characters of base64 or hex, unless a line end parts them. */
const charactersOfByte = 2

function nameOf(carrier: number): Decoding {
  if (carrier >= carriers.utf16le) return 'utf-16'
  return carrier === carriers.hex ? 'hex' : 'base64'
}
