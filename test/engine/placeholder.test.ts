import { expect, test } from 'vitest'
import { isPlaceholder, isReference } from '../../src/engine/placeholder.ts'
import { seededRandom } from '../../src/rules/sample.ts'

test.for([
  'changeme', 'change-me', 'your-api-key', 'EXAMPLEKEY', 'xxxxxxxx', 'XXXXXXXXXXXX', '****', 'abc***', 'a...b', 'dummy-value',
  '1234567890', '0123456789abcdef', 'abcdefghijkl', '987654321', 'aaaaaaaaaa', 'ababababababababababab', '0000000000', 'test-key', 'insert-here', 'REDACTED',
])('%s stands for a secret', (text) => expect(isPlaceholder(text)).toBe(true)) // prettier-ignore

test.for([
  '${TOKEN}', '${TOKEN:-x}', '$TOKEN', '%TOKEN%', '{{ token }}', '${{ secrets.X }}', '${{', '<token>', '[token]', '$(cat file)', '<%= token %>', '%(token)s', '#{token}', 'prefix-${TOKEN}-x',
])('%s is filled in elsewhere', (text) => expect(isReference(text)).toBe(true)) // prettier-ignore

test.for(['aB3kf$(xY7', 'xyzw%(y', 'k3y9x{{9z', 'p$$w0rd', 'abcd<%b'])(
  '%s is no reference',
  (text) => {
    expect(isReference(text)).toBe(false)
  },
)

test('random text of all signs is next to never taken for a placeholder', () => {
  const random = seededRandom(2)
  const signs = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).filter(
    (sign) => sign !== '<',
  )
  let taken = 0
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: 40 }, () => signs[Math.floor(random() * signs.length)]).join(
      '',
    )
    if (isPlaceholder(text)) taken++
  }
  expect(taken).toBeLessThan(50)
})
