import type { SopsLeaf } from './sops-leaf.ts'

/** A SOPS file as it stands, nothing decrypted. */
export interface SopsFile {
  readonly leaves: readonly SopsLeaf[]
  /** Its `sops` block; `undefined`: there is none. */
  readonly metadata: unknown
}

export const sopsFormats = ['yaml', 'json', 'dotenv', 'ini'] as const
export type SopsFormat = (typeof sopsFormats)[number]

/** More of them are a bomb of aliases. */
export const sopsLeavesMax = 20_000

/** A number as the MAC counts it: all digits, no exponent, as few as tell it from others. */
export function plainDecimal(value: number): string {
  const [, sign = '', whole = '', part = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? []
  if (exponent === undefined) return Object.is(value, -0) ? '-0' : String(value)
  const digits = whole + part
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}
