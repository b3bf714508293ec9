import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'
import { approvalNamespace, approvalText } from '../../../incident/approval-text.ts'
import { keyNameOf, type Approver } from '../../../incident/approver.ts'
import type { Approval } from '../../../incident/event.ts'
import type { Incident } from '../../../incident/incident.ts'

/** A person who is played, with a real key that only this drill knows. */
export interface DrillSigner extends Approver {
  sign(incident: Pick<Incident, 'id' | 'plan' | 'planDigest'>, how: { readonly expiresAt: string; readonly breakGlass?: string }): Approval // prettier-ignore
}

/** The head of an Ed25519 private key in PKCS #8 (https://www.rfc-editor.org/rfc/rfc8410#section-7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const keyType = Buffer.from('ssh-ed25519')

const pairs = new Map<string, ReturnType<typeof makePair>>()

/** The same person has the same key in each drill of a seed. */
export function openDrillSigner(name: string, seed: number): DrillSigner {
  const whose = `${seed}\n${name}`
  const pair = pairs.get(whose) ?? makePair(whose)
  pairs.set(whose, pair)
  const { key, blob } = pair
  const line = `${keyType.toString()} ${blob.toString('base64')} ${name}@drill`
  return {
    name,
    key: line,
    aliases: [],
    sign: (incident, how) => {
      const statement = { planDigest: incident.planDigest!, person: name, ...how }
      const signature = armourOf(approvalText(incident, statement), key, blob)
      return { ...statement, key: keyNameOf(line), signature }
    },
  }
}

function makePair(whose: string): { readonly key: KeyObject; readonly blob: Buffer } {
  const secret = createHash('sha256').update(`stanch drill\n${whose}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, secret]), format: 'der', type: 'pkcs8' }) // prettier-ignore
  return { key, blob: publicBlob(key) }
}

function publicBlob(key: KeyObject): Buffer {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.concat([keyType, Buffer.from(x!, 'base64url')].map(withLength))
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig */
function armourOf(text: string, key: KeyObject, blob: Buffer): string {
  const [namespace, none, hash] = [approvalNamespace, '', 'sha512'].map((one) => withLength(Buffer.from(one))) // prettier-ignore
  const magic = Buffer.from('SSHSIG')
  const digest = createHash('sha512').update(text).digest()
  const signed = Buffer.concat([magic, namespace!, none!, hash!, withLength(digest)])
  const inner = Buffer.concat([keyType, sign(null, signed, key)].map(withLength))
  const version = Buffer.from([0, 0, 0, 1])
  const all = Buffer.concat([magic, version, withLength(blob), namespace!, none!, hash!, withLength(inner)]) // prettier-ignore
  const lines = all.toString('base64').match(/.{1,70}/g)!
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join('\n')}\n-----END SSH SIGNATURE-----\n`
}

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
