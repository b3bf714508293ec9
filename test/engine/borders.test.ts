import { expect, test } from 'vitest'
import { endsEscape, startsWord } from '../../src/engine/borders.ts'
import { bytesOfLatin1 } from '../../src/text/bytes.ts'

/** `|` marks the place. */
function at(marked: string): [Uint8Array, number] {
  return [bytesOfLatin1(marked.replace('|', '')), marked.indexOf('|')]
}

test.for([
  ['\\n|ghp', true], ['\\t|ghp', true], ['\\r\\n|ghp', true], ['%3D|ghp', true], ['%0a|ghp', true], ['\\u003d|ghp', true], ['\\x3d|ghp', true],
  ['xn|ghp', false], ['\\q|ghp', false], ['3D|ghp', false], ['u003d|ghp', false], ['x3d|ghp', false], ['|ghp', false], ['n|ghp', false],
] as const)('%s ends an escape: %s', ([marked, expected]) => {
  expect(endsEscape(...at(marked))).toBe(expected)
}) // prettier-ignore

test.for([
  ['|heroku', true], [' |heroku', true], ['_|heroku', true], ['9|heroku', true], ['my|Heroku', true], ['\\n|heroku', true],
  ['my|heroku', false], ['MY|HEROKU', false], ['My|heroku', false],
] as const)('a word starts in %s: %s', ([marked, expected]) => {
  expect(startsWord(...at(marked))).toBe(expected)
}) // prettier-ignore
