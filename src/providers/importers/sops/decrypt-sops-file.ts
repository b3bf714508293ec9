import { createHash, timingSafeEqual } from 'node:crypto'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { StanchError } from '../../../text/error.ts'
import type { SopsFile } from './sops-file.ts'
import { contextOf, openValue, type OpenedValue, type SopsLeaf } from './sops-leaf.ts'
import type { SopsMetadata } from './sops-metadata.ts'

/** `undefined`: left in clear. */
export type OpenedLeaf = SopsLeaf & { readonly opened: OpenedValue | undefined }

/**
 * Decrypts all values of a file and proves that nobody changed it: SHA-512 over all values in their order, itself
 * encrypted with the time of the last change. https://github.com/getsops/sops/blob/main/sops.go (`Tree.Decrypt`)
 *
 * @throws StanchError `SOPS_VALUE_INVALID`, `SOPS_MAC_MISMATCH`: then nothing of the file is to be believed
 */
export function decryptSopsFile(
  { leaves }: Pick<SopsFile, 'leaves'>,
  metadata: SopsMetadata,
  dataKey: Uint8Array,
): OpenedLeaf[] {
  const { rule, isMacOnlyEncrypted, lastModified } = metadata
  const hash = createHash('sha512')
  // Told apart from one over all values by what it begins with.
  if (isMacOnlyEncrypted) hash.update(createHash('sha256').update('sops').digest())
  const opened = leaves.map((leaf): OpenedLeaf => {
    const isEncrypted = rule.isEncrypted(leaf)
    if (isEncrypted && !leaf.isText)
      throw new StanchError('SOPS_VALUE_INVALID', 'a value is in clear that was to be encrypted')
    const value = isEncrypted ? openValue(leaf.text, dataKey, contextOf(leaf)) : undefined
    const isCounted = isEncrypted ? value!.type !== 'comment' : !isMacOnlyEncrypted
    if (isCounted) hash.update(value?.bytes ?? bytesOfUtf8(leaf.text))
    return { ...leaf, opened: value }
  })
  const expected = bytesOfUtf8(hash.digest('hex').toUpperCase())
  const { bytes: told } = openValue(metadata.mac, dataKey, lastModified)
  if (told.length !== expected.length || !timingSafeEqual(told, expected))
    throw new StanchError('SOPS_MAC_MISMATCH', 'its values do not fit its MAC')
  return opened
}
