import { expect, test } from 'vitest'
import { assertAllowed } from '../../../src/providers/http/assert-allowed.ts'

const check = (address: string) => () =>
  assertAllowed('GET', new URL(address), {
    allowedHosts: [new URL(address).host],
    allowsPlainHttp: false,
  })

test.for(['http://169.254.169.254/x', 'http://metadata.google.internal/x'])(
  'the metadata server of a cloud speaks plain http: %s',
  (address) => expect(check(address)).not.toThrow(),
)

test.for([
  'http://169.254.169.254.example/',
  'http://169.254.169.253/',
  'http://x.metadata.google.internal/',
])('nobody else does: %s', (address) =>
  expect(check(address)).toThrow(expect.objectContaining({ code: 'HTTP_PLAIN_REFUSED' }) as Error),
)
