/** Where the fixed part, the provider's signature and the check characters stand in a common annotated key. */
const fixedAt = 52
const checkAt = 80

/**
 * A common annotated security key of Azure: characters 80 to 83 are base64 of the first three bytes of a Marvin32
 * checksum of what the 80 before them encode. Keys derived from others (`JQQJ9D`) are checked in an undocumented way.
 * https://github.com/microsoft/security-utilities
 */
export function hasAzureChecksum(key: string): boolean {
  if (key.slice(fixedAt, fixedAt + 6) !== 'JQQJ99') return true
  try {
    return azureChecksumOf(key.slice(0, checkAt)) === key.slice(checkAt, checkAt + 4)
  } catch {
    return false
  }
}

/** The four check characters behind the first 80 of a key. @throws when they are no base64 */
export function azureChecksumOf(text: string): string {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const checksum = marvin32(bytes, seed)
  return btoa(String.fromCharCode(checksum & 255, (checksum >>> 8) & 255, (checksum >>> 16) & 255))
}

/** "Default0", its last character in the lowest byte. */
const seed = { low: 0x756c7430, high: 0x44656661 } as const

/**
 * Marvin32 as .NET has it, its two words folded into one.
 * https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/System/Marvin.cs
 */
export function marvin32(bytes: Uint8Array, { low, high }: { readonly low: number; readonly high: number }): number {
  const state = { low, high }
  const padded = new Uint8Array((bytes.length & ~3) + 4)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const words = new DataView(padded.buffer)
  for (let at = 0; at < padded.length; at += 4) mix(state, words.getUint32(at, true))
  mix(state, 0)
  return (state.low ^ state.high) >>> 0
}

function mix(state: { low: number; high: number }, word: number): void {
  let low = (state.low + word) | 0
  let high = state.high ^ low
  low = (rotate(low, 20) + high) | 0
  high = rotate(high, 9) ^ low
  low = (rotate(low, 27) + high) | 0
  high = rotate(high, 19)
  state.low = low
  state.high = high
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
