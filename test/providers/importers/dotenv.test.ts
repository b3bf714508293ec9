import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDotenv } from '../../../src/providers/importers/input/parse-dotenv.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'

/** `line name=value`, `line name -reason` of what is skipped, `line !reason` of a fault. */
function read(text: string | Uint8Array): string[] {
  const bytes = typeof text === 'string' ? bytesOfUtf8(text) : text
  return Array.from(parseDotenv(bytes), (one) => {
    if (one.kind === 'fault') return `${one.line} !${one.reason}`
    if (one.kind === 'skipped') return `${one.line} ${one.name} -${one.reason}`
    return `${one.line} ${one.name}=${Buffer.from(one.value).toString()}`
  })
}

test.for([
  ['plain', 'A=b', ['1 A=b']],
  ['nothing', '', []],
  ['blank lines and comments', '\n  # A=b\n\t\n#\nA=b\n', ['5 A=b']],
  ['export', 'export A=b\n  export\tC=d', ['1 A=b', '2 C=d']],
  ['blanks around', '  A \t=  b c \t', ['1 A=b c']],
  ['a comment behind a blank', 'A=b #c', ['1 A=b']],
  ['a # in a value', 'A=b#c', ['1 A=b#c']],
  ['a # between quotes', 'A="b #c" # d', ['1 A=b #c']],
  ['an = in a value', 'A=b=c==', ['1 A=b=c==']],
  ['nothing but a comment', 'A=#b', ['1 A -empty']],
  ['single quotes', "A='b\\n\"c'", ['1 A=b\\n"c']],
  ['backticks', 'A=`b\'"c`', ['1 A=b\'"c']],
  ['double quotes with escapes', 'A="b\\n\\t\\"\\\\\\$\\q"', ['1 A=b\n\t"\\$\\q']],
  ['a quote inside', 'A=b"c"', ['1 A=b"c"']],
  ['several lines', 'A="b\nc\n"\nD=e', ['1 A=b\nc\n', '4 D=e']],
  ['several lines, single quotes', "A='b\r\nc'\r\nD=e", ['1 A=b\r\nc', '3 D=e']],
  ['CRLF', 'A=b\r\nC="d"\r\n\r\nE=f', ['1 A=b', '2 C=d', '4 E=f']],
  ['CR alone', 'A=b\rC=d', ['1 A=b', '2 C=d']],
  ['a byte order mark', '\ufeffA=b', ['1 A=b']],
  ['empty', 'A=\nB=""\nC=\'\'', ['1 A -empty', '2 B -empty', '3 C -empty']],
  ['exported before', 'export A', []],
  [
    'names of all kinds',
    [
      'AWS_SECRET_ACCESS_KEY',
      'next_public_s3_bucket2',
      'camelCaseName',
      'spring.datasource.password',
      'X1',
      'SENTRY_DSN_2024',
    ]
      .map((name) => `${name}=b\n`)
      .join(''),
    [
      '1 AWS_SECRET_ACCESS_KEY=b',
      '2 next_public_s3_bucket2=b',
      '3 camelCaseName=b',
      '4 spring.datasource.password=b',
      '5 X1=b',
      '6 SENTRY_DSN_2024=b',
    ],
  ],
  ['dots and dashes in a name', 'a.b-c=d', ['1 a.b-c=d']],
  ['names twice are told twice', 'A=b\nA=c', ['1 A=b', '2 A=c']],
  ['a value like an option', 'A=--help', ['1 A=--help']],
  ['bytes that are no text', Uint8Array.of(65, 61, 0xff, 0x00, 0x80), ['1 A=\ufffd\0\ufffd']],
] as const)('%s', ([, text, expected]) => expect(read(text)).toEqual(expected))

const notFollowed = '-refers to another variable, which is not followed'

test.for([
  ['A=${B}', notFollowed],
  ['A=x${B:-c}y', notFollowed],
  ['A="x$(date)"', notFollowed],
  ['A=$B', notFollowed],
  ["A='${B}'", '=${B}'],
  ['A=pa$$word', '=pa$$word'],
] as const)('%s', ([line, told]) =>
  expect(read(line)).toEqual([`1 A${told[0] === '=' ? told : ` ${told}`}`]),
)

describe('faults name the line and no value, and the lines behind are read', () => {
  test.for([
    ['no =', 'some words\nA=b', ['1 !expected NAME=value', '2 A=b']],
    ['no name', '=b\nA=b', ['1 !expected NAME=value', '2 A=b']],
    ['a name that is none', '1A=b\nA=b', ['1 !expected NAME=value', '2 A=b']],
    ['a name alone', 'A\nA=b', ['1 !expected NAME=value', '2 A=b']],
    ['a line of a key', `${assembleSample('⟦<base62:62>⟧', seededRandom(1)).text}==`, ['1 !expected NAME=value']],
    ['the last line of a key', `${assembleSample('⟦<base62:21>⟧', seededRandom(2)).text}=`, ['1 !expected NAME=value']],
    ['text behind a quote', 'A="b"c\nD=e', ['1 !A: expected the end of the line behind the closing quote', '2 D=e']],
    ['an open quote', 'A="b\nC=d', ['1 !A: expected the closing quote, got the end', '2 C=d']],
    ['an escaped last quote', 'A="b\\"', ['1 !A: expected the closing quote, got the end']],
  ] as const)('%s', ([, text, expected]) => expect(read(text)).toEqual(expected)) // prettier-ignore
})

test('law: what is written with single quotes is read as it is', () => {
  const value = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes("'"))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), (values) => {
      const text = values.map((one, at) => `K${at}='${one}'\n`).join('')
      const told = [...parseDotenv(bytesOfUtf8(text))]
      expect(told.map((one) => one.kind === 'value' && Buffer.from(one.value).toString())).toEqual(
        values.map((one) => Buffer.from(one).toString()),
      )
    }),
  )
})

test('law: no input is too odd, and lines are counted right', () => {
  const piece = fc.constantFrom('A', '=', '"', "'", '`', '\\', '\n', '\r', '#', ' ', 'export ', '$', '{', '}', 'é') // prettier-ignore
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const lines = text.split(/\r\n|\r|\n/)
      for (const { line } of parseDotenv(bytesOfUtf8(text))) {
        expect(lines[line - 1]).toMatch(/\S/)
      }
    }),
  )
})
