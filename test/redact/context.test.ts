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

test('a value is found whatever is quoted on the next line', () => {
  const text = (end: string) => `password:\n  "${secret}"\n"pdl_live_apikey_01w409tap3****"${end}`
  for (const end of ['\n', '\n"****"\n']) {
    expect(redactText(redactor, text(end))).not.toContain(secret)
  }
})

test('wrapped text is read anew behind a shorter line of another one', () => {
  const token = plant('⟦ghp_<base62:30><crc32-base62>⟧', 6).secret
  const encoded = Buffer.from(`${'0123abcd'.repeat(4)} ${token} ${'4567cdef'.repeat(8)}`)
  const lines = encoded.toString('base64').replace(/.{64}/g, '$&\n')
  const before = Buffer.from(`${'89abcdef'.repeat(7)}9`).toString('base64')
  const output = redactText(redactor, `x\n${before}\n\n${lines}\nthe end\n`)
  expect(output).toContain('[stanch:github-token:')
})
