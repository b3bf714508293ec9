import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { bytesOfUtf8, concatBytes } from '../../../../text/bytes.ts'

/**
 * What only the owner of a key can open, and nobody can tell who made it: libsodium’s `crypto_box_seal`
 * (https://doc.libsodium.org/public-key_cryptography/sealed_boxes). A new X25519 key, then XSalsa20-Poly1305 under the
 * nonce BLAKE2b-192(ephemeral key, receiver’s key).
 *
 * @param publicKey 32 bytes
 * @param own the ephemeral secret key, 32 bytes; overwritten
 * @returns ephemeral public key, authenticator and text, 48 bytes longer than the message
 */
export function sealBox(
  message: Uint8Array,
  publicKey: Uint8Array,
  own: Uint8Array = x25519.utils.randomSecretKey(),
): Uint8Array {
  const ownPublic = x25519.getPublicKey(own)
  const key = boxKey(x25519.getSharedSecret(own, publicKey))
  const nonce = blake2b(concatBytes([ownPublic, publicKey]), { dkLen: 24 })
  const sealed = concatBytes([ownPublic, xsalsa20poly1305(key, nonce).encrypt(message)])
  own.fill(0)
  key.fill(0)
  return sealed
}

/** HSalsa20 of the shared secret with a nonce of zeros, as `crypto_box_beforenm`. */
function boxKey(shared: Uint8Array): Uint8Array {
  const key = new Uint8Array(32)
  hsalsa(words(bytesOfUtf8('expand 32-byte k')), words(shared), new Uint32Array(4), new Uint32Array(key.buffer)) // prettier-ignore
  return key
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}
