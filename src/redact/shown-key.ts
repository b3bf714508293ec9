const keyBytesMax = 40
/** More digits are a number of something, or a secret. */
const digitsMax = 4

/**
 * What is shown of a key or a name: itself where it looks like one, else `*`. Keys are data, too, and can hold what
 * nobody is to see.
 */
export function shownKey(key: string): string {
  if (key.length > keyBytesMax || !/^[A-Za-z0-9_.@/ -]+$/.test(key)) return '*'
  const digits = key.match(/[0-9]/g)?.length ?? 0
  return digits > digitsMax ? '*' : key
}
