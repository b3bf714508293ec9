import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { JournalHead } from '../../../incident/incident-store.ts'
import { StanchError } from '../../../text/error.ts'
import { fieldOf, objectsOf, textOf } from '../../../text/field-of.ts'

export const manifestName = 'manifest.json'
/** Beside it, when it is signed: what `ssh-keygen -Y sign -n stanch-evidence` writes. */
export const manifestSignatureName = `${manifestName}.sig`
export const evidenceNamespace = 'stanch-evidence'

export interface ManifestFile {
  readonly path: string
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

/** Names every other file of a bundle by its hash, so that one signature under it covers all. */
export interface EvidenceManifest {
  readonly format: 'stanch-evidence'
  readonly version: 1
  readonly incident: string
  readonly madeAt: string
  readonly isFinished: boolean
  readonly head: JournalHead
  readonly files: readonly ManifestFile[]
}

export function makeManifest(
  files: ReadonlyMap<string, string>,
  about: Pick<EvidenceManifest, 'incident' | 'madeAt' | 'isFinished' | 'head'>,
): string {
  const manifest: EvidenceManifest = {
    format: 'stanch-evidence',
    version: 1,
    ...about,
    files: Array.from(files, ([path, text]) => describeFile(path, utf8ToBytes(text))),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

export function describeFile(path: string, bytes: Uint8Array): ManifestFile {
  return { path, bytes: bytes.length, sha256: bytesToHex(sha256(bytes)) }
}

/** @throws StanchError `EVIDENCE_UNREADABLE` */
export function parseManifest(text: string, where: string): EvidenceManifest {
  const value = parse(text)
  const files = objectsOf(value, 'files')
  const isManifest =
    textOf(value, 'format') === 'stanch-evidence' &&
    fieldOf(value, 'version') === 1 &&
    [textOf(value, 'incident'), textOf(value, 'head', 'hash')].every((one) => one !== undefined) &&
    files.every(
      (file) => textOf(file, 'path') !== undefined && textOf(file, 'sha256') !== undefined,
    )
  if (isManifest) return value as EvidenceManifest
  throw new StanchError(
    'EVIDENCE_UNREADABLE',
    `${where}: expected a bundle of stanch incident evidence, with its manifest of version 1; got something else.`,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
