// AssemblyScript. Reads tree objects: which subtrees they have, and which blobs that somebody asked for.
// Format: entries of "<octal mode> <name>\0<binary object name>", https://git-scm.com/docs/gitformat-pack has no more.

// @ts-ignore: decorator
@external("env", "noteName")
declare function noteName(start: usize, end: usize): u32
// @ts-ignore: decorator
@external("env", "findObject")
declare function findObject(address: usize): u32

/** Slots of {hash: u64, id: u32, unused: u32}; hash 0 is free. */
const nameSlotCount: u32 = 1 << 18
const nameSlotMask: u32 = nameSlotCount - 1
/** A fuller table would search long; names beyond it are asked for each time. */
const namesMax: u32 = 200_000
/** Slots of {object name: 32 bytes, number: u32, unused: 12 bytes}, one candidate each. */
const objectSlotMask: u32 = (1 << 16) - 1
/** Bits of the set of blobs asked for, by the first three bytes of their names. */
const interestMask: u32 = (1 << 24) - 1

/** Set in a name's number: every entry of that name is wanted. */
const nameOfInterest: u32 = 0x80000000
const typeMask: u32 = 0xf000
const treeMode: u32 = 0x4000
const linkMode: u32 = 0xe000

let nameSlots: usize = 0
let objectSlots: usize = 0
let interest: usize = 0
let hashBytes: usize = 20
/** Objects with this number or a higher one are not there. */
let missingFrom: u32 = 0
let seed: u64 = 0
let names: u32 = 0

/** Addresses of the tables, zeroed; `hashSeed` keeps hostile names from colliding on purpose. */
export function setTreeTables(
  nameTable: usize,
  objectTable: usize,
  interestSet: usize,
  nameBytes: usize,
  objectCount: u32,
  hashSeed: u32,
): void {
  nameSlots = nameTable
  objectSlots = objectTable
  interest = interestSet
  hashBytes = nameBytes
  missingFrom = objectCount
  seed = (<u64>hashSeed) << 32 | 0x9e3779b9
}

/** Adds to the set of blobs asked for. */
export function addInterest(objectName: usize): void {
  const bit = load<u32>(objectName) & interestMask
  const address = interest + <usize>(bit >>> 3)
  store<u8>(address, load<u8>(address) | (1 << <u8>(bit & 7)))
}

/**
 * @param output room for a pair {object: u32, name: u32} for each 24 bytes of the tree, and one more
 * @returns the number of pairs; as a complement (`~n`) when the tree is damaged behind them
 */
export function readTree(start: usize, end: usize, output: usize): i32 {
  let count: i32 = 0
  let at = start
  while (at < end) {
    let mode: u32 = 0
    const digits = at
    let byte: u32 = load<u8>(at)
    while (byte >= 48 && byte <= 55 && at < end) {
      mode = mode << 3 | (byte - 48)
      byte = load<u8>(++at)
    }
    if (byte != 32 || at >= end || at == digits) return ~count
    const name = ++at
    while (at < end && load<u8>(at) != 0) at++
    const object = at + 1
    if (object + hashBytes > end) return ~count
    const nameId = nameOf(name, at)
    at = object + hashBytes
    const type = mode & typeMask
    if (type == linkMode) continue
    const found = objectOf(object)
    if (type != treeMode && found < missingFrom && nameId < nameOfInterest && !isAskedFor(object)) continue
    store<u32>(output + (<usize>count << 3), found)
    store<u32>(output + (<usize>count << 3), nameId & ~nameOfInterest, 4)
    count++
  }
  return count
}

// @ts-ignore: decorator
@inline
function isAskedFor(object: usize): bool {
  const bit = load<u32>(object) & interestMask
  return (load<u8>(interest + <usize>(bit >>> 3)) >> <u8>(bit & 7) & 1) != 0
}

// @ts-ignore: decorator
@inline
function nameOf(start: usize, end: usize): u32 {
  const hash = hashOf(start, end)
  let slot = <u32>(hash >>> 40) & nameSlotMask
  let address = nameSlots + (<usize>slot << 4)
  for (let there = load<u64>(address); there != 0; there = load<u64>(address)) {
    if (there == hash) return load<u32>(address, 8)
    slot = (slot + 1) & nameSlotMask
    address = nameSlots + (<usize>slot << 4)
  }
  const id = noteName(start, end)
  if (names < namesMax) {
    store<u64>(address, hash)
    store<u32>(address, id, 8)
    names++
  }
  return id
}

// @ts-ignore: decorator
@inline
function hashOf(start: usize, end: usize): u64 {
  let hash = seed ^ <u64>(end - start)
  let at = start
  for (; at + 8 <= end; at += 8) hash = mix(hash ^ load<u64>(at))
  const left = <u64>(end - at) << 3
  if (left != 0) hash = mix(hash ^ (load<u64>(at) & ((<u64>1 << left) - 1)))
  hash = mix(hash)
  return hash == 0 ? 1 : hash
}

// @ts-ignore: decorator
@inline
function mix(value: u64): u64 {
  const product = value * 0x9fb21c651e98df25
  return product ^ (product >>> 32)
}

// @ts-ignore: decorator
@inline
function objectOf(object: usize): u32 {
  const slot = load<u32>(object) & objectSlotMask
  const address = objectSlots + <usize>slot * 48
  if (load<u32>(address, 36) == 1 && isSame(object, address)) return load<u32>(address, 32)
  const found = findObject(object)
  memory.copy(address, object, hashBytes)
  store<u32>(address, found, 32)
  store<u32>(address, 1, 36)
  return found
}

// @ts-ignore: decorator
@inline
function isSame(left: usize, right: usize): bool {
  for (let at: usize = 0; at < hashBytes; at += 4) {
    if (load<u32>(left + at) != load<u32>(right + at)) return false
  }
  return true
}
