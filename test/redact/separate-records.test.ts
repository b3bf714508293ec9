import { expect, test } from 'vitest'
import { bytesOf, makeRedactor, textOf } from './make-redactor.ts'

/** What begins a key, put together so that no key stands here. */
const head = ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')

test.for([
  ['stand for themselves', false],
  ['are read on', true],
] as const)('records without line ends that %s: none is held for a key let go before', ([, on]) => {
  const stream = makeRedactor({ readsOn: on }).openRecords()
  const out = [...stream.push(bytesOf(head)), ...stream.cut()]
  for (let at = 0; at < 5; at++) {
    out.push(...stream.push(bytesOf(`request ${at} served`)))
    expect(out.map(textOf).at(-1)).toBe(`request ${at} served`)
  }
  expect(stream.heldRecords).toBe(0)
})
