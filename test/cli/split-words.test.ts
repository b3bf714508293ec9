import { expect, test } from 'vitest'
import { splitWords } from '../../src/cli/split-words.ts'

test.for([
  ['', []],
  ['  vault  --mount\tsecret ', ['vault', '--mount', 'secret']],
  [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
  [`a '' ""`, ['a', '', '']],
  ['a\\ b \\"c', ['a b', '"c']],
  [`'a\\b' "a\\b\\"c\\\\"`, ['a\\b', 'a\\b"c\\']],
  ['$HOME `id` *', ['$HOME', '`id`', '*']],
  [`a 'b`, undefined],
  ['a "b', undefined],
  ['a\\', undefined],
] as const)('%j', ([line, words]) => expect(splitWords(line)).toEqual(words))
