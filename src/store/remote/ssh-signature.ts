import { createHash, createPublicKey, verify } from 'node:crypto'

const keyType = 'ssh-ed25519'
const preamble = 'SSHSIG'

/** What a signature is made for, so that one made for something else does not count: `ssh-keygen -Y sign -n …`. */
export interface SignaturePurpose {
  readonly namespace: string
  /** Where the signers are named, for people: `inventory.signers`. */
  readonly signersIn: string
}

/**
 * Why a detached signature of OpenSSH does not prove that one of the signers signed these bytes; `undefined`: it does.
 * Format: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig
 *
 * @param armour the `.sig` file that `ssh-keygen -Y sign` writes
 * @param signers public keys, each a line of an `id_ed25519.pub`
 */
export function faultOfSignature(
  bytes: Uint8Array,
  armour: string,
  signers: readonly string[],
  purpose: SignaturePurpose,
): string | undefined {
  const signature = parseSignature(armour)
  if (typeof signature === 'string') return signature
  const { publicKey, namespace, reserved, hash, raw } = signature
  if (namespace !== purpose.namespace)
    return `expected one for the namespace ${purpose.namespace}; got one for another`
  if (!signers.some((signer) => blobOf(signer).equals(publicKey)))
    return `expected a key that ${purpose.signersIn} has; got one by ${nameOfKey(publicKey)}`
  const signed = Buffer.concat([
    Buffer.from(preamble),
    ...[Buffer.from(namespace), reserved, Buffer.from(hash)].map(withLength),
    withLength(createHash(hash).update(bytes).digest()),
  ])
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: publicKey.subarray(-32).toString('base64url') },
  })
  return verify(null, signed, key, raw)
    ? undefined
    : 'expected one of exactly these bytes; the text was changed after it was signed, or another was'
}

/** `SHA256:…` of the key that a signature names, whether it holds or not; `undefined` for what is none. */
export function signerOf(armour: string): string | undefined {
  const signature = parseSignature(armour)
  return typeof signature === 'string' ? undefined : nameOfKey(signature.publicKey)
}

interface SshSignature {
  readonly publicKey: Buffer
  readonly namespace: string
  readonly reserved: Buffer
  readonly hash: 'sha256' | 'sha512'
  /** 64 bytes of Ed25519. */
  readonly raw: Buffer
}

function parseSignature(armour: string): SshSignature | string {
  const [, body] =
    /^\s*-----BEGIN SSH SIGNATURE-----\s*([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/.exec(
      armour,
    ) ?? []
  if (body === undefined) return 'expected what ssh-keygen -Y sign writes'
  const reader = new FieldReader(Buffer.from(body, 'base64'))
  const isKnown = reader.take(6)?.toString('latin1') === preamble && reader.number() === 1
  const publicKey = reader.field()
  const namespace = reader.field()?.toString()
  const reserved = reader.field()
  const hash = reader.field()?.toString()
  const inner = new FieldReader(reader.field() ?? Buffer.alloc(0))
  if (!isKnown || !publicKey || namespace === undefined || !reserved || !reader.isAtEnd())
    return 'expected a signature of OpenSSH, version 1'
  if (typeOfKey(publicKey) !== keyType || publicKey.length !== 51)
    return `expected a key of the type ${keyType}; got another`
  if (hash !== 'sha256' && hash !== 'sha512') return 'expected the hash sha256 or sha512'
  const type = inner.field()?.toString()
  const raw = inner.field()
  if (type !== keyType || raw?.length !== 64 || !inner.isAtEnd())
    return `expected a signature of the type ${keyType}`
  return { publicKey, namespace, reserved, hash, raw }
}

/** Fields of RFC 4251, section 5: a length of four bytes, then as many. */
class FieldReader {
  #at = 0
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(length: number): Buffer | undefined {
    if (this.#at + length > this.#bytes.length) return undefined
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  number(): number | undefined {
    return this.take(4)?.readUInt32BE()
  }

  field(): Buffer | undefined {
    const length = this.number()
    return length === undefined ? undefined : this.take(length)
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function blobOf(signer: string): Buffer {
  return Buffer.from(signer.split(/[ \t]+/)[1] ?? '', 'base64')
}

function typeOfKey(publicKey: Buffer): string | undefined {
  return new FieldReader(publicKey).field()?.toString('latin1')
}

/** As `ssh-keygen -l` shows it. */
function nameOfKey(publicKey: Buffer): string {
  const digest = createHash('sha256').update(publicKey).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}
