import { expect, test } from 'vitest'
import { githubToken, scanText } from './scan-text.ts'

const token = githubToken(1)

test.for([
  ['lists', '[', ']', /^\[0\]\.z(?:\[0\]){48}…(?:\[0\]){50}$/],
  ['objects', '{"a":', '}', /^\[0\]\.z(?:\.a){48}…(?:\.a){50}$/],
] as const)('a secret in ten thousand %s is found, and its place told in short', (sample) => {
  const [, open, close, expected] = sample
  const text = `[{"z":${open.repeat(10_000)}"${token}"${close.repeat(10_000)},"y":"${token}"}]`
  const { found, problems } = scanText(text)
  expect(problems).toEqual([])
  expect(found.map(({ secret }) => secret)).toEqual([token])
  expect(found[0]!.path).toMatch(expected)
  expect(found[0]!.copies).toEqual(['[0].y'])
})
