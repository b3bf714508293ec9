import { expect, test } from 'vitest'
import { parseJsonValues } from '../../../src/providers/importers/input/parse-json-values.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'

/** As in `dotenv.test.ts`. */
function read(text: string): string[] {
  return Array.from(parseJsonValues(bytesOfUtf8(text)), (one) => {
    if (one.kind === 'fault') return `${one.line} !${one.reason}`
    if (one.kind === 'skipped') return `${one.line} ${one.name} -${one.reason}`
    return `${one.line} ${one.name}=${Buffer.from(one.value).toString()}`
  })
}

test.for([
  ['names and values', '{"a":"b",\n"c":"d"}', ['1 a=b', '2 c=d']],
  ['nested', '{"a":{"b":{"c":"d"}}}', ['1 a.b.c=d']],
  ['numbers', '{"a":12345678901234567890}', ['1 a=12345678901234567890']],
  ['neither text nor number', '{"a":true,"b":null}', ['1 a -neither a text nor a number', '1 b -neither a text nor a number']],
  ['empty', '{"a":""}', ['1 a -empty']],
  ['nothing', '{}', []],
  ['escapes', '{"a\\nb":"c\\u0000\\"d"}', ['1 a\nb=c\0"d']],
  ['a list of name and value', '[{"name":"a","value":"b","type":"env"},{"value":"d","name":"c"}]', ['1 a=b', '1 c=d']],
  ['a list of key and value', '{"env":[{"key":"a","value":"b"}]}', ['1 env.a=b']],
  ['a list whose values are none', '[{"name":"a","value":null}]', ['1 a -neither a text nor a number']],
  ['a list of others', '{"a":["b",{"c":"d"}]}', ['1 a.0=b', '1 a.1.c=d']],
  ['an object with name and value', '{"name":"a","value":"b"}', ['1 name=a', '1 value=b']],
  ['a name twice', '{"a":"b","a":"c"}', ['1 a=b', '1 a=c']],
  ['a name like an option', '{"--help":"b","__proto__":"c"}', ['1 --help=b', '1 __proto__=c']],
  ['a Kubernetes secret', '{"kind":"Secret","data":{"p":"cA=="}}', ['1 kind=Secret', '1 data.p=cA==']],
] as const)('%s', ([, text, expected]) => expect(read(text)).toEqual(expected)) // prettier-ignore

test.for([
  ['cut off', '{"a":"b",\n"c":"sec', 2],
  ['not JSON', 'secret', 1],
  ['a text alone', '"secret"', 1],
  ['two texts', '{"a":"b"}\n{"c":"secret"}', 2],
  ['nothing at all', '', 1],
  ['a comma too many', '{"a":"b",}', 1],
] as const)('%s is a fault that names the line and no value', ([, text, line]) => {
  const told = read(text)
  const fault = told.at(-1)!
  expect(fault).toMatch(new RegExp(`^${line} !expected `))
  expect(fault).not.toContain('sec')
})
