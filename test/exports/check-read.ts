import { expect } from 'vitest'
import { tokenOf } from '../../src/redact/token.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'
import { expectRow } from './format-table.ts'
import { redactFile } from './redact-file.ts'
import { key } from './redact-text.ts'
import { githubToken, scanText } from './scan-text.ts'

export interface ReadCheck {
  readonly format: string
  readonly title: string
  readonly path: string
  /** Secrets that it asks for. */
  readonly planted: number
  readonly build: (next: () => string) => Uint8Array
  /** A reader that is not ours. */
  readonly reader: { readonly name: string; readonly open: (bytes: Uint8Array) => unknown }
}

/**
 * For files that encode their texts: to a reader that is not ours a redacted one is what it would be, had a token been
 * written in place of each secret.
 */
export async function checkRead(check: ReadCheck): Promise<void> {
  const { format, title, path, planted, build, reader } = check
  const plain = buildWith(build, (at) => githubToken(at + 700))
  const masked = buildWith(build, (at) =>
    tokenOf('github-token', bytesOfLatin1(githubToken(at + 700)), key),
  )
  const { bytes, result } = redactFile(plain, path)
  expect(await reader.open(bytes)).toEqual(await reader.open(masked))
  expect(result.problems).toEqual([])
  expect(redactFile(bytes, path).result.changed).toEqual([])
  const scanned = scanText(plain, { path })
  expectRow({
    format,
    title,
    files: 1,
    told: scanned.format === format ? 1 : 0,
    planted,
    found: new Set(scanned.found.map(({ secret }) => secret)).size,
    places: result.secrets.reduce((sum, secret) => sum + secret.places, 0),
    foundAgain: scanText(bytes, { path }).found.length,
    openedBy: reader.name,
  })
}

function buildWith(build: ReadCheck['build'], textAt: (at: number) => string): Uint8Array {
  let count = 0
  return build(() => textAt(count++))
}
