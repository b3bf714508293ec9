import { describe, expect, test } from 'vitest'
import { createJsonReport } from '../../src/report/json-report.ts'
import { createJsonlReport } from '../../src/report/jsonl-report.ts'
import { parseResult } from '../../src/report/parse-result.ts'
import {
  findingIn,
  findingInHistory,
  findingWith,
  printResult,
  resultOf,
  shardOf,
} from './sample-result.ts'
import { stanchErrorOf } from './stanch-error-of.ts'

const result = shardOf(1, 2, [
  findingInHistory({ author: 'A <a@example.com>', refs: ['refs/heads/main'], inHead: true }),
  findingIn('.env', { origin: { kind: 'file', path: '.env', ignoredByGit: true } }),
  findingWith({ origin: { kind: 'stdin', path: '-' }, decoded: ['base64'] }),
])
const json = createJsonReport().onEnd(result)
const jsonl = printResult(createJsonlReport(), result)
const lines = jsonl.trimEnd().split('\n')

describe('what the reports write is read', () => {
  const { findings, coverage } = result

  test.for([
    ['json', json],
    ['json in one line', JSON.stringify(result)],
    ['json laid out by another program', JSON.stringify(result, null, 2)],
    ['json with CRLF', json.replaceAll('\n', '\r\n')],
    ['jsonl', jsonl],
    ['jsonl with CRLF', jsonl.replaceAll('\n', '\r\n')],
    ['jsonl without the last line end', jsonl.trimEnd()],
  ] as const)('%s', ([, text]) => {
    expect(parseResult(text, 'a.json')).toMatchObject({ findings, coverage })
  })

  test('jsonl of a clean scan is one line', () => {
    const clean = resultOf([])
    const text = createJsonlReport().onEnd(clean)
    expect(parseResult(text, 'a.jsonl')).toEqual({ findings: [], coverage: clean.coverage })
  })

  test('keys of a later version stay where they are', () => {
    const finding = findingInHistory({ later: { of: 1 } } as object, { later: [2] } as object)
    const [read] = parseResult(JSON.stringify(resultOf([finding])), 'a.json').findings
    expect(JSON.stringify(read)).toBe(JSON.stringify(finding))
  })
})

describe('refused', () => {
  const whole = 'expected a result of stanch scan --format json or jsonl'
  const lastLine = `"type":"coverage"`

  /** All lines but the last, which says what to do. */
  function check(text: string, code: string, faults: readonly string[]) {
    const { code: got, message } = stanchErrorOf(() => parseResult(text, 'a.json'))
    expect(got).toBe(code)
    expect(message.split('\n').slice(0, -1)).toEqual(
      faults.map((fault) => expect.stringContaining(fault)),
    )
  }

  test.for<[string, string, readonly string[]]>([
    ['nothing', ' \n', [`a.json: ${whole}, got an empty file`]],
    ['another file', 'password: x', [`a.json: ${whole}, got text that is not JSON`]],
    ['json that was cut off', json.slice(0, -9), [`a.json: ${whole}, got text that is not JSON`]],
    [
      'other JSON',
      '{"runs":[]}',
      [
        'a.json: findings: expected a value, got nothing',
        'a.json: exposures: expected a value, got nothing',
        'a.json: coverage: expected a value, got nothing',
      ],
    ],
    ['JSON that is no object', '[1]', ['findings', 'exposures', 'coverage']],
    ['a number', '5', ['a.json: expected an object, got a number']],
    [
      'every fault, in the order of the file',
      json
        .replace('"git"', '"fax"')
        .replace('"high"', '"utter"')
        .replace('"start":57', '"start":-1')
        .replace('"bytes":', '"byte":')
        .replace('"index":1', '"index":3'),
      [
        'a.json: findings.0.confidence: expected one of low, medium, high, got another text',
        'a.json: findings.0.origin.kind: expected file, stdin, git, github or export, got another text',
        'a.json: findings.0.start: expected a whole number from 0 up',
        'a.json: coverage.bytes: expected a value, got nothing',
        'a.json: coverage.shard: expected an index up to the count',
      ],
    ],
    [
      'a digest that is none',
      json.replace('sha256:00', 'md5:00'),
      ['a.json: coverage.rulePack: expected sha256: and hex digits'],
    ],
    [
      'a fault in a line of jsonl',
      jsonl.replace('"line":3', '"line":"3"'),
      ['a.json:1: line: expected a whole number from 1 up, got another text'],
    ],
    [
      'a line of another type',
      [lines[0], '{"type":"note"}', ...lines.slice(1)].join('\n'),
      ['a.json:2: type: expected finding, exposure or coverage'],
    ],
    [
      'a line that is not JSON',
      [lines[0], '…', ...lines.slice(1)].join('\n'),
      ['a.json:2: expected JSON, got text that is none'],
    ],
    [
      'two results in one file',
      [...lines.slice(-1), ...lines.slice(-1)].join('\n'),
      ['a.json:2: expected nothing after the coverage line'],
    ],
  ])('%s', ([, text, faults]) => check(text, 'RESULT_INVALID', faults))

  test.for([
    ['between two lines', `${lines[0]}\n`],
    ['in a line', `${lines[0]}\n${lines[1]!.slice(0, 50)}`],
    ['in the last line', jsonl.slice(0, jsonl.indexOf(lastLine) + 40)],
  ] as const)('jsonl that was cut off %s', ([, text]) => {
    check(text, 'RESULT_CUT_OFF', ['expected a coverage line at the end'])
  })

  test('no message repeats a value', () => {
    const value = 'a value that may be a secret'
    const faulty = JSON.stringify({
      ...result,
      findings: [value, { ...result.findings[0], type: value }],
    })
    for (const text of [value, faulty, `${lines[0]}\n${value}\n${lines.at(-1)}`]) {
      const { message } = stanchErrorOf(() => parseResult(text, 'a.json'))
      expect(message).not.toContain(value)
    }
  })
})
