import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Of Stanch alone: a random one, fixed for ever. */
const namespace = hexToBytes('6d0c1f0e5d0b4c3c9d6f2f6a4b1f7e21')

/**
 * An id of CACAO, `<kind>--<uuid>`: the same name has the same id on every machine (RFC 9562, version 5, whose hash is SHA-1;
 * https://docs.oasis-open.org/cacao/security-playbooks/v2.0/security-playbooks-v2.0.html, section 10.10).
 */
export function cacaoId(kind: string, name: string): string {
  const bytes = sha1(concatBytes(namespace, utf8ToBytes(`${kind}\n${name}`))).slice(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytesToHex(bytes)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ]
  return `${kind}--${parts.join('-')}`
}
