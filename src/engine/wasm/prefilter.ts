// AssemblyScript. The two passes that see every byte; everything else sees only what they report.
// The host owns the memory: it lays out tables and windows and passes addresses. Nothing is allocated here.
// Every window is followed by at least 64 readable bytes, which are ignored.

/** Four bytes with the case bit set: ASCII letters lose their case. */
const foldedCase: u64 = 0x2020202020202020

/** Bytes of the filter: 2^17. One load each; bits would need fewer cache lines but twice the time. */
const filterShift: u32 = 15
/** Slots of the gram table: 2^14 of 8 bytes. */
const slotShift: u32 = 18
const slotMask: u32 = 0x3fff

/** Multiplier of the hash, odd; chosen with the tables, so that frequent text does not collide with them. */
let hashFactor: u32 = 1
let filter: usize = 0
let slots: usize = 0

/** Sets the addresses of the filter and of the gram table, and the multiplier they were made with. */
export function setTables(filterAddress: usize, slotsAddress: usize, factor: u32): void {
  hashFactor = factor
  filter = filterAddress
  slots = slotsAddress
}

// @ts-ignore: decorator
@inline
function mayStart(gram: u32): u32 {
  return <u32>load<u8>(filter + <usize>((gram * hashFactor) >>> filterShift))
}

/**
 * Finds every literal in `[start, end)`.
 *
 * A literal is known by four of its bytes, the case bit set (its gram). Gram table: open addressing, slots of
 * {gram: u32, list: u32}, list 0 = free. List: count: u32, then entries of
 * {id: u16, gramOffset: u8, length: u8, text: u32}; text: `length` bytes, then `length` masks that are OR-ed
 * to the window's bytes before they are compared (0x20 where case does not matter, else 0), then the condition.
 *
 * @param from where to look for grams first; a former call's return value when its output was full
 * @param output pairs of {position: u32, id: u32}, room for `outputMax` pairs
 * @returns where to go on; `end` when finished. The number of pairs stands in `hitCount`.
 */
export function findLiterals(
  start: usize,
  from: usize,
  end: usize,
  output: usize,
  outputMax: u32,
): usize {
  let count: u32 = 0
  // One byte of text and its three followers make a gram; four grams are tested with one branch.
  for (let at = from; at < end; at += 4) {
    const bytes = load<u64>(at) | foldedCase
    const gram0 = <u32>bytes
    const gram1 = <u32>(bytes >>> 8)
    const gram2 = <u32>(bytes >>> 16)
    const gram3 = <u32>(bytes >>> 24)
    let starts =
      mayStart(gram0) |
      (mayStart(gram1) << 1) |
      (mayStart(gram2) << 2) |
      (mayStart(gram3) << 3)
    if (starts) {
      // A list is at most 255 entries long: leave room for four of them.
      if (count + 1024 > outputMax) {
        hitCount = count
        return at
      }
      do {
        const offset = ctz(starts)
        const list = listOf(<u32>(bytes >>> (<u64>offset << 3)))
        if (list != 0) count = verify(start, at + <usize>offset, end, list, output, count)
        starts &= starts - 1
      } while (starts)
    }
  }
  hitCount = count
  return end
}

export let hitCount: u32 = 0

/** Address of the gram's list, 0 when it is no literal's. */
// @ts-ignore: decorator
@inline
function listOf(gram: u32): usize {
  let slot = (gram * hashFactor) >>> slotShift
  let list: usize
  while ((list = slotList(slot)) != 0 && slotGram(slot) != gram) slot = (slot + 1) & slotMask
  return list
}

// @ts-ignore: decorator
@inline
function slotGram(slot: u32): u32 {
  return load<u32>(slots + ((<usize>slot) << 3))
}

// @ts-ignore: decorator
@inline
function slotList(slot: u32): usize {
  return <usize>load<u32>(slots + ((<usize>slot) << 3), 4)
}

function verify(
  start: usize,
  at: usize,
  end: usize,
  list: usize,
  output: usize,
  countBefore: u32,
): u32 {
  let count = countBefore
  const entries = load<u32>(list)
  for (let entry: u32 = 0; entry < entries; entry++) {
    const address = list + 4 + ((<usize>entry) << 3)
    const length = <usize>load<u8>(address, 3)
    const position = at - <usize>load<u8>(address, 2)
    if (position < start || position + length > end) continue
    const text = <usize>load<u32>(address, 4)
    if (!isTextAt(position, text, length)) continue
    if (!holdsCondition(start, position, position + length, end, text + length * 2)) continue
    store<u32>(output + ((<usize>count) << 3), <u32>position)
    store<u32>(output + ((<usize>count) << 3), <u32>load<u16>(address), 4)
    count++
  }
  return count
}

// @ts-ignore: decorator
@inline
function isTextAt(position: usize, text: usize, length: usize): bool {
  for (let offset: usize = 0; offset < length; offset++) {
    if ((load<u8>(position + offset) | load<u8>(text + offset + length)) != load<u8>(text + offset)) {
      return false
    }
  }
  return true
}

/** Kind, and for runs distance - 1, length and the set, as the host lays them behind the text. */
// @ts-ignore: decorator
@inline
function holdsCondition(
  start: usize,
  position: usize,
  behind: usize,
  end: usize,
  condition: usize,
): bool {
  const kind = load<u8>(condition)
  if (kind == 0) return true
  return kind == 1 ? mayBeAssigned(start, position, behind, end) : hasRun(behind, end, condition)
}

/** Whether a run of the condition's set, long enough, begins near enough. */
function hasRun(behind: usize, end: usize, condition: usize): bool {
  const last = behind + <usize>load<u8>(condition, 1) + 1
  const length = <usize>load<u8>(condition, 2)
  let from = behind
  for (let at = behind; at < end; at++) {
    const byte = load<u8>(at)
    const isInSet =
      byte < 128 && ((load<u8>(condition + <usize>(byte >> 3), 3) >>> (byte & 7)) & 1) != 0
    if (!isInSet) from = at + 1
    else if (at + 1 - from >= length) return true
    if (from > last) return false
  }
  return false
}

/** Longest name, and most of what stands between a name and its value; as in the host's `assigned-operator.ts`. */
const nameBytesMax: usize = 100
const closersMax: usize = 12
const gapMax: usize = 128

/** Whether the name around `[position, behind)` may be given a value: refuses nothing that is an assignment. */
function mayBeAssigned(start: usize, position: usize, behind: usize, end: usize): bool {
  let at = behind
  let most = min(end, behind + nameBytesMax)
  while (at < most && isOf(load<u8>(at), nameByte)) at++
  most = min(end, at + closersMax)
  while (at < most && isOf(load<u8>(at), closerByte)) at++
  const closed = at
  most = min(end, at + gapMax)
  let hasComma = false
  for (; at < most && isOf(load<u8>(at), gapByte); at++) if (load<u8>(at) == 0x2c) hasComma = true
  if (at == most || hasComma || isOf(load<u8>(at), valueByte)) return true
  if (at == closed) return false
  if (hasEqualsSign(at, end) || mayBeProse(at)) return true
  // `--name value`, or a directive: `name value` on a line of its own.
  const least = max(start, position > nameBytesMax ? position - nameBytesMax : 0)
  at = position
  while (at > least && isOf(load<u8>(at - 1), nameByte)) at--
  // Behind an escape such as \n, whose letter is none of the name's.
  if (at > start && at < position && load<u8>(at - 1) == 0x5c) at++
  return load<u8>(at) == 0x2d || beginsLine(start, at)
}

/** `name Type = value` */
function hasEqualsSign(from: usize, end: usize): bool {
  const most = min(end, from + typeBytesMax)
  for (let at = from; at < most; at++) {
    const byte = load<u8>(at)
    if (byte == 0x3d) return true
    if (byte == 10) return false
  }
  return false
}

/** `name is value`, `name was value`; in any case. */
// @ts-ignore: decorator
@inline
function mayBeProse(at: usize): bool {
  const first = load<u8>(at) | 0x20
  const second = load<u8>(at + 1) | 0x20
  return (
    (first == 0x69 && second == 0x73) ||
    (first == 0x77 && second == 0x61)
  )
}

/** Whether a line, or the text, begins near enough. */
function beginsLine(start: usize, nameStart: usize): bool {
  if (nameStart < start + lineStartBytes) return true
  for (let at = nameStart - lineStartBytes; at < nameStart; at++) {
    if (load<u8>(at) == 10) return true
  }
  return false
}

/** As in the host's `assigned-operator.ts`. */
const lineStartBytes: usize = 28
const typeBytesMax: usize = 64

/** Letters, digits, `_ . - $`. */
const nameByte: u8 = 1
/** What may close a name: quotes, brackets, `*`, a backslash. */
const closerByte: u8 = 2
/** Blanks, line ends, commas. */
const gapByte: u8 = 4
/** What an operator, a pair or a type starts with. */
const valueByte: u8 = 8

const classes = memory.data(128)

/** Fills the classes of bytes; once, before anything is searched. */
export function initClasses(): void {
  for (let byte = 0x30; byte <= 0x39; byte++) addClass(byte, nameByte)
  for (let byte = 0x41; byte <= 0x5a; byte++) {
    addClass(byte, nameByte)
    addClass(byte + 32, nameByte)
  }
  addClasses('_.-$', nameByte)
  addClasses('"\'`)]}*\\', closerByte)
  addClasses(' \t\r\n,', gapByte)
  addClasses('=:>|?+~("\'`\\vVdDcC<{[&*', valueByte)
}

function addClasses(text: string, kind: u8): void {
  for (let at = 0; at < text.length; at++) addClass(text.charCodeAt(at), kind)
}

function addClass(byte: i32, kind: u8): void {
  store<u8>(classes + <usize>byte, load<u8>(classes + <usize>byte) | kind)
}

// @ts-ignore: decorator
@inline
function isOf(byte: u8, kind: u8): bool {
  return byte < 128 && (load<u8>(classes + <usize>byte) & kind) != 0
}

/** Number of line feeds in `[start, end)`. */
export function countLineFeeds(start: usize, end: usize): u32 {
  const lineFeed = i8x16.splat(10)
  let count: u32 = 0
  let at = start
  for (; at + 16 <= end; at += 16) {
    count += popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(at), lineFeed)))
  }
  for (; at < end; at++) count += u32(load<u8>(at) == 10)
  return count
}
