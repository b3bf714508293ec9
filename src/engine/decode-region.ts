import type { Span } from '../text/span.ts'
import { decoders, decodingNames } from './decode.ts'
import { makeOffsetMap, type OffsetMap } from './offset-map.ts'
import type { Decoding } from './finding.ts'
import { regionKinds, type Prefilter, type Region } from './prefilter.ts'

/** Longest inflated text of one base64 run, in bytes. */
const gunzipBytesMax = 16 << 20

/** Inflates gzip; `undefined` when damaged, `too long` when it makes more than `lengthMax` bytes. */
export type Gunzip = (bytes: Uint8Array, lengthMax: number) => Uint8Array | 'too long' | undefined

/** A region's text, decoded behind everything else in the prefilter's memory. */
export interface DecodedRegion {
  readonly address: number
  readonly length: number
  /** What to give back to the prefilter. */
  readonly reserved: number
  /** Makes the map from decoded offsets to addresses of the outer text; dear, so only on a hit. */
  readonly spanOf: () => (span: Span) => Span
}

/** @returns undefined when nothing in the region is encoded after all */
export function decodeRegion(
  prefilter: Prefilter,
  region: Region,
  gunzip: Gunzip | undefined,
): DecodedRegion | 'too long' | undefined {
  if (region.kind === regionKinds.gzipBase64) return inflateRegion(prefilter, region, gunzip)
  const decode = decoders[region.kind]
  const reserved = region.end - region.start
  const address = prefilter.reserve(reserved)
  const memory = prefilter.bytes
  const output = memory.subarray(address, address + reserved)
  const length = decode(memory, region.start, region.end, output)
  if (length === 0) {
    prefilter.release(reserved)
    return undefined
  }
  const spanOf = () => {
    const map = makeOffsetMap(length)
    decode(prefilter.bytes, region.start, region.end, new Uint8Array(reserved), map)
    return (span: Span) => outerSpan(map, span)
  }
  return { address, length, reserved, spanOf }
}

/** Outermost first. */
export function decodingsOf(region: Region): readonly Decoding[] {
  const name = decodingNames[region.kind]
  return region.kind === regionKinds.gzipBase64 ? ['base64', name] : [name]
}

/** Inflated bytes come from no particular place: their span is the whole region. */
function inflateRegion(
  prefilter: Prefilter,
  region: Region,
  gunzip: Gunzip | undefined,
): DecodedRegion | 'too long' | undefined {
  const compressed = new Uint8Array(region.end - region.start)
  const decode = decoders[regionKinds.base64]
  const length = decode(prefilter.bytes, region.start, region.end, compressed)
  const inflated = gunzip?.(compressed.subarray(0, length), gunzipBytesMax)
  if (inflated === undefined || inflated === 'too long') return inflated
  const address = prefilter.reserve(inflated.length)
  prefilter.bytes.set(inflated, address)
  const whole = { start: region.start, end: region.end }
  return { address, length: inflated.length, reserved: inflated.length, spanOf: () => () => whole }
}

function outerSpan(map: OffsetMap, span: Span): Span {
  return { start: map.starts[span.start]!, end: map.ends[span.end - 1]! }
}
