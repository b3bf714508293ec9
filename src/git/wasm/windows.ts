// AssemblyScript. Grows changed ranges of a text to windows outside which nothing can depend on the change.
// What the numbers and sets must be is the caller's to say; here is only how far they reach.

/** By byte: 1 token, 2 gap between the lines of a wrapped run. */
const flags = memory.data(256)
const isToken: u8 = 1
const isGap: u8 = 2

/** Shortest line of a wrapped run, in bytes. */
const lineMin: usize = 20
/** Most bytes between two of its lines. */
const gapMax: usize = 64
/** Bytes of text that one escape stands for at most, nested three deep. */
const escapeReach: usize = 32
/** No growth goes further. */
const growthMax: usize = 1 << 17

let text: usize = 0
let textEnd: usize = 0
let contextMin: usize = 0
let contextMax: usize = 0
let linesMin: usize = 0
/** A window should have grown further than it may. */
let isCut: bool = false

/**
 * @param min bytes of plain text on both sides of a change that a window takes in at least
 * @param max bytes at most, where lines are long
 * @param lines whole lines it takes in at least, the change's own not counted, unless they are longer than `max`
 */
export function setContext(min: usize, max: usize, lines: usize): void {
  contextMin = min
  contextMax = max
  linesMin = lines
}

/** Adds a flag to a byte; called for each once. */
export function setWindowByte(byte: u32, flag: u32): void {
  store<u8>(flags + byte, load<u8>(flags + byte) | <u8>flag)
}

// @ts-ignore: decorator
@inline
function has(at: usize, flag: u8): bool {
  return (load<u8>(flags + <usize>load<u8>(at)) & flag) != 0
}

/**
 * @param changes `count` pairs {start: u32, end: u32}, ascending
 * @param output room for `count` triples {start: u32, end: u32, insufficient: u32}: windows, ascending, disjoint; not
 *   sufficient where there is a NUL in it, or it should be larger than it may
 * @returns the number of windows
 */
export function growWindows(
  changes: usize,
  count: u32,
  address: usize,
  length: usize,
  output: usize,
): u32 {
  text = address
  textEnd = address + length
  let windows: u32 = 0
  let last: usize = address
  for (let change: u32 = 0; change < count;) {
    isCut = false
    const start = growLeft(address + startOf(changes, change))
    let reach = address + endOf(changes, change)
    change++
    let end = reach
    for (;;) {
      while (change < count && address + startOf(changes, change) <= reach + contextMin) {
        reach = address + endOf(changes, change)
        change++
      }
      end = growRight(reach)
      if (change >= count || address + startOf(changes, change) > end) break
      reach = address + endOf(changes, change)
      change++
    }
    if (windows > 0 && start <= last) {
      const entry = output + <usize>(windows - 1) * 12
      store<u32>(entry, <u32>(end - address), 4)
      store<u32>(entry, load<u32>(entry, 8) | u32(isCut || holdsNul(last, end)), 8)
    } else {
      const entry = output + <usize>windows * 12
      store<u32>(entry, <u32>(start - address))
      store<u32>(entry, <u32>(end - address), 4)
      store<u32>(entry, u32(isCut || holdsNul(start, end)), 8)
      windows++
    }
    last = end
  }
  return windows
}

function holdsNul(from: usize, end: usize): bool {
  const zero = i8x16.splat(0)
  let at = from
  for (; at + 16 <= end; at += 16) {
    if (v128.any_true(i8x16.eq(v128.load(at), zero))) return true
  }
  for (; at < end; at++) if (load<u8>(at) == 0) return true
  return false
}

// @ts-ignore: decorator
@inline
function startOf(changes: usize, change: u32): usize {
  return <usize>load<u32>(changes + (<usize>change << 3))
}

// @ts-ignore: decorator
@inline
function endOf(changes: usize, change: u32): usize {
  return <usize>load<u32>(changes + (<usize>change << 3), 4)
}

function growLeft(from: usize): usize {
  const least = from - text > growthMax ? from - growthMax : text
  let at = tokenStart(from, least)
  // Over the lines of a wrapped run, whose first one decides how the others are read.
  for (;;) {
    let gap = at
    let sawBreak = false
    while (gap > least && at - gap < gapMax && has(gap - 1, isGap)) {
      gap--
      if (load<u8>(gap) == 10 || load<u8>(gap) == 13) sawBreak = true
    }
    if (!sawBreak) break
    const start = tokenStart(gap, least)
    if (gap - start < lineMin) break
    at = start
  }
  /** Bytes of what escapes stand for, which do not count. */
  let escaped: usize = 0
  let lines: usize = 0
  let walked: usize = 0
  while (!isEnough(walked, escaped, lines) && at > least) {
    if (at - least >= 16) {
      at -= 16
      walked += 16
      escaped += escapesIn(at) * escapeReach
      lines += lineFeedsIn(at)
    } else {
      at--
      walked++
      if (isEscape(at)) escaped += escapeReach
      if (load<u8>(at) == 10) lines++
    }
  }
  const start = tokenStart(at, least)
  if (start == least && least != text) isCut = true
  return start
}

function growRight(from: usize): usize {
  const most = textEnd - from > growthMax ? from + growthMax : textEnd
  let at = tokenEnd(from, most)
  for (;;) {
    let gap = at
    let sawBreak = false
    while (gap < most && gap - at < gapMax && has(gap, isGap)) {
      if (load<u8>(gap) == 10 || load<u8>(gap) == 13) sawBreak = true
      gap++
    }
    if (!sawBreak) break
    const end = tokenEnd(gap, most)
    if (end - gap < lineMin) break
    at = end
  }
  let escaped: usize = 0
  let lines: usize = 0
  let walked: usize = 0
  while (!isEnough(walked, escaped, lines) && at < most) {
    if (most - at >= 16) {
      escaped += escapesIn(at) * escapeReach
      lines += lineFeedsIn(at)
      at += 16
      walked += 16
    } else {
      if (isEscape(at)) escaped += escapeReach
      if (load<u8>(at) == 10) lines++
      at++
      walked++
    }
  }
  const end = tokenEnd(at, most)
  if (end == most && most != textEnd) isCut = true
  return end
}

/** One line feed more than whole lines: the change may stand anywhere in its own. */
// @ts-ignore: decorator
@inline
function isEnough(walked: usize, escaped: usize, lines: usize): bool {
  return (walked >= contextMin + escaped && lines > linesMin) || walked >= contextMax + escaped
}

// @ts-ignore: decorator
@inline
function lineFeedsIn(block: usize): usize {
  return <usize>popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(block), i8x16.splat(10))))
}

function tokenStart(from: usize, least: usize): usize {
  let at = from
  while (at > least && has(at - 1, isToken)) at--
  return at
}

function tokenEnd(from: usize, most: usize): usize {
  let at = from
  while (at < most && has(at, isToken)) at++
  return at
}

/** How many of the 16 bytes at `block` introduce an escape. */
// @ts-ignore: decorator
@inline
function escapesIn(block: usize): usize {
  const bytes = v128.load(block)
  const found = v128.or(
    v128.or(i8x16.eq(bytes, i8x16.splat(92)), i8x16.eq(bytes, i8x16.splat(37))),
    v128.or(i8x16.eq(bytes, i8x16.splat(38)), i8x16.eq(bytes, i8x16.splat(61))),
  )
  let rest = <u32>i8x16.bitmask(found)
  let count: usize = 0
  while (rest != 0) {
    if (isEscape(block + <usize>ctz(rest))) count++
    rest &= rest - 1
  }
  return count
}

/** A backslash, `%XX`, `&#`, `&name`, `=XX`, or `=` at a line's end. */
function isEscape(at: usize): bool {
  const byte = load<u8>(at)
  if (byte == 92) return true
  const next = load<u8>(at, 1)
  if (byte == 38) return next == 35 || ((next | 32) >= 97 && (next | 32) <= 122)
  if (byte == 61 && (next == 10 || next == 13)) return true
  return (byte == 37 || byte == 61) && isHex(next) && isHex(load<u8>(at, 2))
}

// @ts-ignore: decorator
@inline
function isHex(byte: u8): bool {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)
}
