import { createCipheriv, createDecipheriv } from 'node:crypto'
import { tagBytes, type Aead } from '../../inventory/k-anonymous.ts'

/** AES-256-GCM of the host. */
export const nodeAead: Aead = {
  seal(key, nonce, plain, context) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context)
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  },
  open(key, nonce, sealed, context) {
    try {
      const end = sealed.length - tagBytes
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(context).setAuthTag(sealed.subarray(end))
      return Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()])
    } catch {
      return undefined
    }
  },
}
