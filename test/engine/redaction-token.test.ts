import { expect, test } from 'vitest'
import { bytesOfLatin1, bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { makeEngine, plant, scanBytes } from './real-pack.ts'

const engine = makeEngine()
const token = `[stanch:github-token:4bb06f8e:${'c43f0fb1ca31'}${'88c7'}]`
const texts = (part: string) => [`x ${part} y`, `password = "${part}"`, `{"token":"${part}"}\n`]

const base64 = (text: string) => bytesOfLatin1(Buffer.from(text).toString('base64'))
const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  plain: bytesOfUtf8,
  base64,
  'base64 in base64': (text) => base64(latin1Of(base64(text))),
  hex: (text) => bytesOfLatin1(Buffer.from(text).toString('hex')),
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  JSON: (text) => bytesOfUtf8(JSON.stringify(JSON.stringify(text))),
}

test.for(Object.keys(encodings))('what was masked is found by no scan, whatever it is in: %s', (name) => {
  for (const text of texts(token)) {
    expect(scanBytes(engine, encodings[name]!(text)), text).toEqual([])
  }
  const { secret } = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1)
  for (const text of texts(`${token} ${secret}`)) {
    const found = scanBytes(engine, encodings[name]!(text))
    expect(found.map((match) => latin1Of(match.secret)).join(), text).toContain(secret)
  }
}) // prettier-ignore
