// AssemblyScript. Classes of bytes around names, as the host's `assigned-*.ts` have them.

/** Letters, digits, `_ . - $`. */
export const nameByte: u8 = 1
/** What may close a name: quotes, brackets, `*`, a backslash. */
export const closerByte: u8 = 2
/** Blanks, line ends, commas. */
export const gapByte: u8 = 4
/** What an operator, a pair or a type starts with. */
export const valueByte: u8 = 8
/** Blank or tab. */
export const blankByte: u8 = 16
/** What operators are made of. */
export const operatorByte: u8 = 32
/** What ends a value without quotes. */
export const unquotedEnd: u8 = 64
/** The same on a line of its own. */
export const lineValueEnd: u8 = 128

const classes = memory.data(256)

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
  addClasses(' \t', blankByte)
  addClasses('=:>|?+~', operatorByte)
  addClasses(' \t\r\n"\'`<>,;()[]{}|&\\\0\x1b', unquotedEnd)
  addClasses(' \t\r\n"\'`<>\0\x1b', lineValueEnd)
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
export function isOf(byte: u8, kind: u8): bool {
  return (load<u8>(classes + <usize>byte) & kind) != 0
}

