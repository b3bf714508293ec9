import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'

const assemble = (template: string, seed = 1) => assembleSample(template, seededRandom(seed))

test.for([
  ['plain text', 'a=b', /^a=b$/],
  ['a run', '<hex:8>', /^[0-9a-f]{8}$/],
  ['a run of several lengths', '<upper:3-5>', /^[A-Z]{3,5}$/],
  ['an own class', '<[x-z0]:6>', /^[x-z0]{6}$/],
  ['a UUID', '<uuid>', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['a JWT', '<jwt>', /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}$/],
  ['lines', '<lines:3>', /^([\w+/]{64}\n){2}[\w+/]{64}$/],
  ['a repetition', '<repeat:x:4>', /^xxxx$/],
  ['an encoding', '<base64-of:user:pw>', /^dXNlcjpwdw==$/],
  ['a literal <', 'a <<b>', /^a <b>$/],
] as const)('%s', ([, template, expected]) => expect(assemble(template).text).toMatch(expected))

test('the secret’s span counts bytes', () => {
  expect(assemble('ä⟦<digits:4>ö⟧€')).toMatchObject({ secret: { start: 2, end: 8 } })
  expect(assemble('<digits:4>').secret).toBeUndefined()
})

test('a seed gives the same sample, another one another', () => {
  expect(assemble('<base62:20>', 7)).toEqual(assemble('<base62:20>', 7))
  expect(assemble('<base62:20>', 7)).not.toEqual(assemble('<base62:20>', 8))
})

test.for([
  ['an unknown class', '<nope:3>', 'known: digits, hex'],
  ['no length', '<hex>', 'each but the computed with a length'],
  ['no end', 'a <hex:3', 'missing > (a literal < is written <<)'],
  ['marks in the wrong order', '⟧a⟦', 'expected ⟦ before ⟧'],
  ['one mark', 'a⟦b', 'expected ⟦ before ⟧'],
] as const)('%s is refused', ([, template, message]) => {
  expect(() => assemble(template)).toThrow(message)
})
