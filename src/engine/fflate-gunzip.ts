import { concatBytes } from '../text/bytes.ts'
import type { Gunzip } from './decode-region.ts'
import { gzipHeaderLength } from './gzip-header.ts'

/** What is used of the module `fflate`. */
type Fflate = Pick<typeof import('fflate'), 'Inflate'>

/** Compressed bytes at a time: they make a thousand times as many at most, and only then the limit is looked at. */
const pieceBytes = 4096

/** Gunzip in plain JavaScript: what can be inflated of data that may be cut short, or go on behind its end. */
export function fflateGunzip({ Inflate }: Fflate): Gunzip {
  return (bytes, lengthMax) => {
    const parts: Uint8Array[] = []
    let length = 0
    const inflate = new Inflate((part) => {
      parts.push(part)
      length += part.length
    })
    try {
      for (let at = gzipHeaderLength(bytes); at < bytes.length; at += pieceBytes) {
        inflate.push(bytes.subarray(at, at + pieceBytes))
        if (length > lengthMax) return 'too long'
      }
    } catch {
      return undefined
    }
    return concatBytes(parts)
  }
}
