import { expect, test } from 'vitest'
import { KeptTokens, isNull, textOfToken } from '../../src/exports/kept-tokens.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { JsonScanner } from '../../src/text/json-scanner.ts'

test('tokens say later what they said, when their bytes are others', () => {
  const values = Array.from({ length: 5000 }, (_, at) => [`é"\n${at}`, at, null, 'null', `${at}`])
  const bytes = bytesOfUtf8(JSON.stringify(values.flat()))
  const scanner = JsonScanner.of(bytes)
  const kept = new KeptTokens()
  const tokens = []
  for (let token = scanner.next(); token !== 'end'; token = scanner.next()) {
    if (token !== '[' && token !== ']') tokens.push(kept.keep(scanner))
  }
  bytes.fill(0)
  expect(tokens.map(textOfToken)).toEqual(values.flat().map(String))
  expect(tokens.map(isNull)).toEqual(values.flat().map((value) => String(value) === 'null'))
})
