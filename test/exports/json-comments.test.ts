import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutComments } from '../../src/exports/json-comments.ts'
import { githubToken, scanText } from './scan-text.ts'

test.for([
  ['of a line', '{"a":1 // x\n}', '{"a":1     \n}'],
  ['of several', '{/* "a\n*/"b":2}', '{     \n  "b":2}'],
  ['in a string is none', '{"a":"https://x /* y */"}', '{"a":"https://x /* y */"}'],
  ['behind an escaped quote', '{"a":"\\"//"}//', '{"a":"\\"//"}  '],
  ['a comma behind the last element', '[1,\n // x\n ]', '[1 \n     \n ]'],
  ['a comma between', '[1, /* ] */ 2]', '[1,         2]'],
] as const)('a comment: %s', ([, text, expected]) => {
  expect(withoutComments(text)).toBe(expected)
})

test('law: JSON stays as it is', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(withoutComments(text)).toBe(text)
    }),
  )
})

test('a configuration with comments is read, what is in them found', () => {
  const [token, other] = [githubToken(1), githubToken(2)]
  const text = `// my servers\n{\n  "servers": {\n    "github": {\n      "command": "npx", // "--token=${other}"\n      "env": { "TOKEN": "${token}", },\n    },\n  },\n}\n`
  const { format, found, problems } = scanText(text, { path: '.vscode/mcp.json', lengths: [7] })
  expect([format, problems]).toEqual(['mcp-config', []])
  expect(found.map(({ secret, path, attribution, line }) => [secret, path, attribution.tool, line])).toEqual([
    [other, expect.any(String), 'github', 5],
    [token, 'servers.github.env.TOKEN', 'github', 6],
  ])
}) // prettier-ignore

test('JSON of which nobody knows what it is may have comments, too; what has a format may not', () => {
  const token = githubToken(1)
  const text = `{\n  // why\n  "compilerOptions": { "key": "${token}", },\n}\n`
  const { format, found, problems } = scanText(text, { path: 'tsconfig.json' })
  expect([format, problems]).toEqual(['json', []])
  expect(found.map(({ path }) => path)).toEqual(['compilerOptions.key'])
  const message = `{"type":"message","text":"${token}","ts":"1737714849.675319"}`
  const slack = `[${message}, // x\n${message}]`
  const { format: known, problems: faults } = scanText(slack, { path: 'general/2025-01-24.json' })
  expect(known).toBe('slack')
  expect(faults[0]).toMatch(/^no JSON/)
})
