import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultEngineOptions } from '../../src/engine/engine.ts'
import { bytesOfLatin1, latin1Of } from '../../src/text/bytes.ts'
import { binaryEncodings, byteEncodings, textEncodings } from './encodings.ts'
import { makeEngine, plant, scanBytes, templates } from './real-pack.ts'

const engine = makeEngine()

const planted = {
  'a token': plant(templates.token, 1),
  'a password in a URL': plant(templates.url, 2),
  'a password in JSON': plant(templates.assignment, 3),
}

const all = { ...textEncodings, ...binaryEncodings }

/** The text around the encoded secret is ordinary, and so is what is encoded with it. */
function surround(encoded: string): string {
  return `2026-03-01 worker[3]: took over\nbody "${encoded}" end\nnext line\n`
}

function check(names: readonly string[], { text, secret }: { text: string; secret: string }) {
  const encoded = names.reduce(
    (inner, name) => all[name]!(inner),
    `first line here\n${text}\nlast line`,
  )
  const document = surround(encoded)
  const found = scanBytes(engine, bytesOfLatin1(document)).map((match) => latin1Of(match.secret))
  expect(found, `${names.join(' < ')}\n${document}`).toContain(secret)
  expect(found.filter((other) => other !== secret)).toEqual([])
}

for (const [what, secret] of Object.entries(planted)) {
  test.for(Object.keys(all))(`${what} is found in %s`, (name) => check([name], secret))
}

const isBinary = (name: string) => name in binaryEncodings
const mayHold = (outer: string, inner: string) =>
  !isBinary(outer) && (!isBinary(inner) || (byteEncodings as readonly string[]).includes(outer))

test.for(Object.keys(textEncodings))('a token in every encoding is found in %s', (outer) => {
  for (const inner of Object.keys(all)) {
    if (mayHold(outer, inner)) check([inner, outer], planted['a token'])
  }
})

const layersOf = (names: readonly string[]) =>
  names.reduce((total, name) => total + (name === 'JSON in JSON' ? 2 : 1), 0)

test('any three encodings in one another are undone', () => {
  const name = fc.constantFrom(...Object.keys(textEncodings))
  const secret = fc.constantFrom(...Object.values(planted))
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(all)),
      name,
      name,
      secret,
      (inner, middle, outer, item) => {
        fc.pre(
          mayHold(middle, inner) &&
            layersOf([inner, middle, outer]) <= defaultEngineOptions.decodeDepth,
        )
        check([inner, middle, outer], item)
      },
    ),
    { numRuns: 400, seed: 7 },
  )
})
