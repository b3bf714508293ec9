// AssemblyScript. Takes the tags out of HTML, as the host's `html-pieces.ts` does.

import { writeCode } from './utf8'

/** Of each tag behind which a word goes on {the first eight letters: u64, how many it has: u64}. */
let inlineTags: usize = 0
let inlineTagCount: i32 = 0
/** Of each name of a character {its letters, up to eight: u64, what it says: u64}. */
let entities: usize = 0
let entityCount: i32 = 0

/** The host's own lists, see `html-pieces.ts`. */
export function setMarkup(tags: usize, tagCount: i32, characters: usize, characterCount: i32): void {
  inlineTags = tags
  inlineTagCount = tagCount
  entities = characters
  entityCount = characterCount
}

const nameMax: usize = 81
/** After so many places that are no tags after all the host has to read the text. */
const faultsMax: i32 = 8

/**
 * Leaves of a text what is read of it; nothing where its bytes show it as it is.
 *
 * @returns where it ends then; 0: the host has to read it
 */
export function withoutMarkup(start: usize, end: usize): usize {
  if (isOneRun(start, end)) return start
  let to = start
  let faults = 0
  for (let at = start; at < end;) {
    const byte = load<u8>(at)
    if (byte == 0x3c) {
      const last = tagEnd(at, end)
      if (last == 0) {
        if (++faults > faultsMax) return 0
        store<u8>(to++, byte)
        at++
      } else {
        if (endsLine(at, last)) store<u8>(to++, 10)
        at = last
      }
    } else if (byte == 0x26) {
      const last = entityEnd(at, end)
      const code = last == 0 ? 0 : codeOf(at, last)
      to = writeCode(to, code == 0 ? 0x26 : code)
      at = code == 0 ? at + 1 : last
    } else {
      store<u8>(to++, byte)
      at++
    }
  }
  return to
}

/** One run of text with tags only around it: its bytes show it as it is. */
function isOneRun(start: usize, end: usize): bool {
  let at = start
  while (true) {
    const tag = skipBlanks(at, end)
    if (tag == end || load<u8>(tag) != 0x3c) break
    at = simpleTagEnd(tag, end)
    if (at == 0) return false
  }
  while (at < end && !isMark(load<u8>(at))) at++
  while (at < end) {
    if (load<u8>(at) != 0x3c) return false
    at = simpleTagEnd(at, end)
    if (at == 0) return false
    at = skipBlanks(at, end)
  }
  return true
}

function isMark(byte: u8): bool {
  return byte == 0x3c || byte == 0x3e || byte == 0x26
}

function skipBlanks(from: usize, end: usize): usize {
  let at = from
  while (at < end && (load<u8>(at) == 0x20 || load<u8>(at) - 9 < 5 || load<u8>(at) == 0xa0)) at++
  return at
}

/** @returns 0: there is none */
function simpleTagEnd(from: usize, end: usize): usize {
  for (let at = from + 1; at < end; at++) {
    const byte = load<u8>(at)
    if (byte == 0x3e) return at + 1
    if (byte == 0x3c) return 0
  }
  return 0
}

/** Behind a tag, comment or declaration; 0: it is none. */
function tagEnd(start: usize, end: usize): usize {
  let at = start + 1
  if (at < end && (load<u8>(at) == 0x21 || load<u8>(at) == 0x3f)) {
    const isComment = at + 3 <= end && load<u16>(at, 1) == 0x2d2d
    for (; at < end; at++) {
      if (load<u8>(at) != 0x3e) continue
      if (!isComment || (at >= start + 6 && load<u16>(at - 2) == 0x2d2d)) return at + 1
    }
    return 0
  }
  const name = nameStart(start)
  at = nameEnd(name, end)
  if (at == name || !isLetter(load<u8>(name)) || at - name > nameMax) return 0
  let quote: u8 = 0
  for (; at < end; at++) {
    const byte = load<u8>(at)
    if (quote != 0) {
      if (byte == quote) quote = 0
    } else if (byte == 0x3e) return at + 1
    else if (byte == 0x22 || byte == 0x27) quote = byte
  }
  return 0
}

function nameStart(tag: usize): usize {
  return load<u8>(tag, 1) == 0x2f ? tag + 2 : tag + 1
}

function nameEnd(start: usize, end: usize): usize {
  let at = start
  while (at < end && isOfName(load<u8>(at))) at++
  return at
}

function isLetter(byte: u8): bool {
  return (byte | 32) - 97 < 26
}

function isOfName(byte: u8): bool {
  return isLetter(byte) || byte - 48 < 10 || byte == 0x5f || byte == 0x3a || byte == 0x2d
}

function endsLine(tag: usize, end: usize): bool {
  const start = nameStart(tag)
  if (!isLetter(load<u8>(start))) return false
  const length = nameEnd(start, end) - start
  const name = lettersOf(start, min<usize>(length, 8)) | caseBits(min<usize>(length, 8))
  for (let index = 0; index < inlineTagCount; index++) {
    const entry = inlineTags + (<usize>index << 4)
    if (load<u64>(entry) == name && load<u64>(entry, 8) == length) return false
  }
  return true
}

/** @param length up to 8 */
function lettersOf(start: usize, length: usize): u64 {
  return length == 8 ? load<u64>(start) : load<u64>(start) & ((<u64>1 << (length << 3)) - 1)
}

function caseBits(length: usize): u64 {
  return length == 8 ? 0x2020202020202020 : 0x2020202020202020 & ((<u64>1 << (length << 3)) - 1)
}

/** Behind the semicolon; 0: it is none. */
function entityEnd(start: usize, end: usize): usize {
  const last = min(end, start + 11)
  for (let at = start + 1; at < last; at++) {
    const byte = load<u8>(at)
    if (byte == 0x3b) return at + 1
    if (!isLetter(byte) && byte - 48 >= 10 && (byte != 0x23 || at != start + 1)) return 0
  }
  return 0
}

/** @returns 0: it says nothing */
function codeOf(start: usize, end: usize): u32 {
  const from = start + 1
  const length = end - 1 - from
  if (load<u8>(from) == 0x23) {
    const isHex = (load<u8>(from, 1) | 32) == 0x78
    return numberOf(from + (isHex ? 2 : 1), end - 1, isHex ? 16 : 10)
  }
  if (length < 2 || length > 8) return 0
  const name = lettersOf(from, length)
  for (let index = 0; index < entityCount; index++) {
    const entry = entities + (<usize>index << 4)
    if (load<u64>(entry) == name) return <u32>load<u64>(entry, 8)
  }
  return 0
}

function numberOf(start: usize, end: usize, base: u32): u32 {
  let code: u32 = 0
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at)
    const digit = byte - 48 < 10 ? byte - 48 : base == 16 && (byte | 32) - 97 < 6 ? (byte | 32) - 87 : 99
    if (digit >= base) return 0
    code = code * base + digit
    if (code > 0x10ffff) return 0
  }
  return code
}
