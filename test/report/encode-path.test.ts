import { expect, test } from 'vitest'
import { uriOfPath, webAddressOf } from '../../src/report/encode-path.ts'

test.for([
  ['a relative path', 'src/a-b_c.ts', 'src/a-b_c.ts'],
  ['an archive entry', 'a.zip!inner/x', 'a.zip!inner/x'],
  ['a path above', '../x', '../x'],
  ['an absolute path', '/etc/my app', 'file:///etc/my%20app'],
  ['two slashes, which are no host', '//host/x', 'file:////host/x'],
  ['a drive', 'C:/a b', 'file:///C:/a%20b'],
  ['a colon, which is no scheme', 'http:x', 'http%3Ax'],
  ['a percent sign, which is itself', '100%41', '100%2541'],
  ['query and fragment signs', 'a?b#c', 'a%3Fb%23c'],
  ['other signs', 'a[1]\\"<>^`{|}', 'a%5B1%5D%5C%22%3C%3E%5E%60%7B%7C%7D'],
  ['UTF-8', 'ü/鍵', '%C3%BC/%E9%8D%B5'],
  ['control characters', '\u001b\n', '%1B%0A'],
  ['half a surrogate pair', '\ud800', '%EF%BF%BD'],
] as const)('%s', ([, path, expected]) => {
  expect(uriOfPath(path)).toBe(expected)
})

test.for([
  ['https://docs.example.com/a?b=c#d', true],
  ['javascript:alert(1)', false],
  ['https://x/\u001b', false],
  ['https://x/a b', false],
  ['https://x/100%', false],
  ['https://x/a#b#c', false],
  ['https://user@x/', false],
  ['http://localhost:8080', true],
  [undefined, false],
] as const)('%s may be an address: %s', ([reference, expected]) => {
  expect(webAddressOf(reference) !== undefined).toBe(expected)
})
