import { expect, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { makeRedactor, redactText } from './make-redactor.ts'

const redactor = makeRedactor()
const { secret } = plant('⟦<base62:4><digits:2><base62:4><digits:2><base62:6><digits:1>⟧', 5)

test.for([
  ['the line before', 'password:\n'],
  ['a line before, where everything begins with a blank line', '\nfirst\npassword:\n'],
  ['a line before, where the second one is blank', 'a\n\npassword:\n'],
  ['a line before, behind more than is remembered', `${'x'.repeat(5000)}\n\npassword:\n`],
] as const)('a value is read with its name in %s', ([, before]) => {
  expect(redactText(redactor, `${before}  "${secret}"\n`)).not.toContain(secret)
})
