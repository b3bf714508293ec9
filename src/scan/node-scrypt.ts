import { scryptSync } from 'node:crypto'
import type { Scrypt } from '../inventory/hmsl.ts'

/** scrypt of the host. */
export const nodeScrypt: Scrypt = (password, salt, { N, r, p, dkLen }) =>
  scryptSync(password, salt, dkLen, { N, r, p })
