import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../src/rules/sample.ts'
import { redactExport, type OtlpEncoding } from '../../../src/stream/otlp/redact-export.ts'
import type { Signal } from '../../../src/stream/otlp/schema.ts'
import { makeRedaction, tokenFor } from './make-redaction.ts'
import { githubToken, randomMessage } from './random-message.ts'
import {
  decode, decodeJson, describePath, encode, encodeJson, messageAt, requestTypes, signals, textPaths, type Decoded,
} from './protocol.ts' // prettier-ignore

const redaction = makeRedaction()
const encodings = ['protobuf', 'json'] as const satisfies readonly OtlpEncoding[]
const cases = signals.flatMap((signal) => encodings.map((encoding) => [signal, encoding] as const))

function write(encoding: OtlpEncoding, signal: Signal, message: Decoded): Uint8Array {
  return encoding === 'json' ? encodeJson(signal, message) : encode(signal, message)
}

function read(encoding: OtlpEncoding, signal: Signal, bytes: Uint8Array): Decoded {
  return encoding === 'json' ? decodeJson(signal, bytes) : decode(signal, bytes)
}

describe.for(cases)('%s in %s', ([signal, encoding]) => {
  const paths = textPaths(requestTypes[signal])

  test('a secret at any place of a text gives way to its token, and nothing else changes', () => {
    expect(paths.length).toBeGreaterThan(30)
    const random = seededRandom(6)
    for (const path of paths) {
      const secret = githubToken(random)
      const around = (text: string) => messageAt(path, `got ${text} here`)
      const original = write(encoding, signal, around(secret))
      const { bytes } = redactExport(redaction, signal, encoding, original)
      const where = describePath(path)
      expect(Buffer.from(bytes).includes(secret), where).toBe(false)
      const expected = write(encoding, signal, around(tokenFor('github-token', secret)))
      expect(read(encoding, signal, bytes), where).toEqual(read(encoding, signal, expected))
      expect(Buffer.from(bytes).equals(expected), where).toBe(true)
    }
  })

  test('any request comes out with a token for each secret, byte for byte', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 0.02, 0.3), (seed, share) => {
        const { original, expected } = randomMessage(requestTypes[signal], {
          random: seededRandom(seed),
          share,
          tokenOf: (secret) => tokenFor('github-token', secret),
        })
        const bytes = write(encoding, signal, original)
        const redacted = redactExport(redaction, signal, encoding, bytes)
        expect(Buffer.from(redacted.bytes).toString('latin1')).toBe(
          Buffer.from(write(encoding, signal, expected)).toString('latin1'),
        )
        expect(redactExport(redaction, signal, encoding, redacted.bytes).bytes).toBe(redacted.bytes)
      }),
      { numRuns: 60 },
    )
  })
})
