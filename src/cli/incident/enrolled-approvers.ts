import { createHash } from 'node:crypto'
import type { EvidenceApprover } from '../../report/incident/evidence/evidence-files.ts'
import { objectsOf, textOf } from '../../text/field-of.ts'

/** Keys of `approvers:`, with the fingerprints by which approvals name them. */
export function enrolledApprovers(configuration: unknown): EvidenceApprover[] {
  return objectsOf(configuration, 'approvers').flatMap((approver) => {
    const name = textOf(approver, 'name')
    const key = textOf(approver, 'key')
    if (name === undefined || key === undefined) return []
    return [{ name, key, fingerprint: fingerprintOfKey(key) }]
  })
}

/** As `ssh-keygen -l` shows it. @param key a line of `id_ed25519.pub` */
export function fingerprintOfKey(key: string): string {
  const blob = Buffer.from(key.trim().split(/[ \t]+/)[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}
