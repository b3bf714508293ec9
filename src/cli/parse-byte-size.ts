import { usage } from './usage.ts'

const units: Readonly<Record<string, number>> = { '': 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 }

/**
 * @param typed a whole number of bytes, or of `K`, `M`, `G` (powers of 1,024)
 * @throws StanchError `USAGE`
 */
export function parseByteSize(typed: string, option: string): number {
  const [, digits, unit] = /^(\d{1,12})([KMG]?)$/i.exec(typed) ?? []
  if (digits !== undefined) return Number(digits) * units[unit!.toUpperCase()]!
  throw usage(`${option}: expected a size such as 4096, 256K or 4M, got "${typed}".`)
}
