import fc from 'fast-check'
import { expect } from 'vitest'
import { holdsPlaceholderWord } from '../../src/engine/placeholder.ts'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { documentsOf, written, type ExportFiles } from './export-files.ts'
import { redactFile } from './redact-file.ts'
import { scanText } from './scan-text.ts'

/** Secrets of many lines, of two parts, long ones, ones that an address holds; the secret stands between marks. */
const templates = [
  '⟦-----BEGIN RSA PRIVATE KEY-----\nMIIE<base64:60>\n<lines:6>\n<base64:40>\n-----END RSA PRIVATE KEY-----⟧',
  'aws_access_key_id = AKIA<base32:16>\naws_secret_access_key = ⟦<base64:40>⟧',
  '⟦sk-ant-api03-<base64url:93>AA⟧',
  '⟦xoxb-<digits:12>-<digits:13>-<base62:24>⟧',
  'postgres://app:⟦<base62:20>⟧@db.corp.net:5432/orders',
  '⟦<jwt>⟧',
]

/** So much of a secret is left nowhere. */
const partLength = 9

/** Whatever a secret looks like, nothing of it is left in any field, and what was valid is so. */
export function checkOtherSecrets(build: (next: () => string) => ExportFiles): void {
  const kinds = Object.values(build(() => 'x')).map((value) => typeof value)
  const chosen = fc.integer({ min: 0, max: kinds.length - 1 }).chain((at) => {
    // What a text quotes is made for one line.
    const fitting = templates.filter(
      (template) => kinds[at] !== 'string' || !template.includes('\n'),
    )
    return fc.tuple(
      fc.constant(at),
      fc.constantFrom(...fitting),
      fc.integer({ min: 1e4, max: 1e6 }),
    )
  })
  fc.assert(
    fc.property(chosen, ([at, template, seed]) => checkFile(build, at, template, seed)),
    { numRuns: 2 },
  )
}

function checkFile(
  build: (next: () => string) => ExportFiles,
  at: number,
  template: string,
  seed: number,
): void {
  const print = (part: unknown) => JSON.stringify(part)
  const ids = new Set(partsOf(written(Object.values(build(() => 'x'))[at], print)))
  const parts = new Set<string>()
  const samples = samplesOf(template, seed)
  const files = build(() => {
    const { text, secret } = samples.next().value
    for (const part of partsOf(secret)) parts.add(part)
    return text
  })
  const [path, value] = Object.entries(files)[at]!
  const { bytes, result } = redactFile(bytesOfUtf8(written(value, print)), path)
  const text = new TextDecoder().decode(bytes)
  expect(
    // Ids are random, too: what stands there without a secret is none.
    partsOf(text).filter((part) => parts.has(part) && !ids.has(part)),
    path,
  ).toEqual([])
  expect(result.problems).toEqual([])
  expect(scanText(bytes, { path }).found, path).toEqual([])
  expect(redactFile(bytes, path).result.changed, path).toEqual([])
  if (typeof value !== 'string')
    for (const document of documentsOf(value, text)) JSON.parse(document)
}

/** In some a word stands by chance that is no part of a secret: `FAKE`. */
function* samplesOf(template: string, seed: number): Generator<Sample, never> {
  for (let next = seed; ; next++) {
    const { text, secret } = assembleSample(template, seededRandom(next))
    const said = text.slice(secret!.start, secret!.end)
    if (!holdsPlaceholderWord(said)) yield { text, secret: said }
  }
}

interface Sample {
  readonly text: string
  readonly secret: string
}

function partsOf(text: string): string[] {
  return text
    .split(/\n|\\n|-----[A-Z ]+-----/)
    .flatMap((line) =>
      Array.from({ length: Math.max(0, line.length - partLength + 1) }, (_, at) =>
        line.slice(at, at + partLength),
      ),
    )
}
