import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesSource } from '../../src/sources/archives/byte-source.ts'
import { Spool } from '../../src/sources/archives/spool.ts'
import { FileRedactor } from '../../src/scan/export/file-redactor.ts'
import { RedactionAccount, type RedactionResult } from '../../src/scan/export/redaction-account.ts'
import { concatBytes } from '../../src/text/bytes.ts'
import { key, redactionEngine } from './redact-text.ts'

export interface RedactedFile {
  readonly bytes: Uint8Array
  readonly result: RedactionResult
}

/** What `stanch redact export` makes of one file that is no archive. */
export function redactFile(bytes: Uint8Array, path: string): RedactedFile {
  const account = new RedactionAccount((at) => at)
  const directory = mkdtempSync(join(tmpdir(), 'stanch-file-'))
  const parts: Uint8Array[] = []
  try {
    const options = {
      key,
      minConfidence: 'medium',
      modeOf: () => 'token',
      format: undefined,
      keepsExportTokens: false,
      newSpool: () => new Spool(directory),
      directory,
    } as const
    const output = {
      position: 0,
      write(part: Uint8Array) {
        parts.push(Uint8Array.from(part))
        this.position += part.length
      },
    }
    const redactor = new FileRedactor(redactionEngine, options, account)
    const redacting = redactor.redact(bytesSource(bytes), path, () => output)
    let step = redacting.next()
    while (!step.done) step = redacting.next()
    return { bytes: step.value ? concatBytes(parts) : bytes, result: account.result(false) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}
