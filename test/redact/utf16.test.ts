import { expect, test } from 'vitest'
import { plant } from '../engine/real-pack.ts'
import { makeRedactor } from './make-redactor.ts'

const redactor = makeRedactor()
const github = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1).secret
const password = plant('⟦<base62:6><digits:2><base62:6><digits:2><base62:4>⟧', 2).secret

test.for([
  ['utf16le', '', `token ${github} end\r\nnext\r\n`],
  ['utf16le', '\ufeff', `password=${password}\nnext\n`],
  ['utf-16be', '\ufeff', `a ${github} b\n`],
  ['utf-16be', '', `{"password":"${password}","n":1}\n`],
] as const)('text in %s behind "%s" stays such', ([encoding, mark, text]) => {
  const encode = (plain: string) => {
    const bytes = Buffer.from(mark + plain, 'utf16le')
    return encoding === 'utf16le' ? bytes : bytes.swap16()
  }
  const output = Buffer.from(redactor.redact(encode(text)))
  const decoded = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : 'utf-16be').decode(output)
  expect(decoded.replace(/\[stanch:[a-z-]+:[0-9a-f]{8}:[0-9a-f]{16}\]/, 'T')).toBe(
    text.replace(github, 'T').replace(password, 'T'),
  )
  expect(Buffer.from(redactor.redact(output)).equals(output)).toBe(true)
})
