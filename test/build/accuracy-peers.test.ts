import { expect, test } from 'vitest'
import { locate } from '../../src/build/accuracy-locate.ts'
import { parseAccuracyOptions } from '../../src/build/accuracy-options.ts'
import {
  readCredSweeper,
  readDetectSecrets,
  readGitleaks,
  readKingfisher,
  readSecretlint,
  readTitus,
  type PeerFinding,
} from '../../src/build/accuracy-peer-reports.ts'
import { hitsOf } from '../../src/build/accuracy-peer-rows.ts'
import { peerPrograms } from '../../src/build/accuracy-peers.ts'
import { parseRow } from '../../src/build/accuracy-rows.ts'

// Reports as gitleaks 8, kingfisher 2.14, titus of April 2026, CredSweeper 1.17, detect-secrets 1.5 and secretlint 13
// write them, cut down to one finding of this value.
const value = 'sEcReT42'
const text = `é = 1\n# ä\ntoken = "${value}"\n`
const path = 'rows/1/x.py'
/** SHA-1 of the value, and what git calls the text. */
const valueSha1 = '712b22dba61de03f403c4dd11a25fa0360ecf2c1'
const textBlob = '04b1f0bfa4bdb08309eefd96ed6296c99980f66e'

const gitleaksReport = [
  {
    RuleID: 'generic-api-key',
    Description: 'Detected a Generic API Key, potentially exposing access to various services.',
    StartLine: 3,
    EndLine: 3,
    StartColumn: 2,
    EndColumn: 19,
    Match: `token = "${value}"`,
    Secret: value,
    File: path,
    SymlinkFile: '',
    Commit: '',
    Entropy: 3,
    Tags: [],
    Fingerprint: `${path}:generic-api-key:3`,
  },
]

const kingfisherReport = {
  findings: [
    {
      rule: { name: 'Generic Token', id: 'kingfisher.generic.1' },
      finding: {
        snippet: value,
        path: `./${path}`,
        line: 3,
        column_start: 9,
        column_end: 16,
        confidence: 'medium',
      },
    },
  ],
}

const titusReport = [
  {
    BlobID: textBlob,
    RuleID: 'np.generic.2',
    RuleName: 'Generic Token',
    Location: {
      Offset: { Start: 12, End: 30 },
      Source: { Start: { Line: 3, Column: 1 }, End: { Line: 3, Column: 18 } },
    },
    Groups: [btoa(value)],
    NamedGroups: {},
    Snippet: { Before: '', Matching: btoa(`token = "${value}"`), After: '' },
  },
]

const credSweeperReport = [
  {
    rule: 'Token',
    severity: 'high',
    confidence: 'moderate',
    ml_probability: null,
    line_data_list: [
      {
        line: `token = "${value}"`,
        line_num: 3,
        path,
        info: '',
        variable: 'token',
        variable_start: 0,
        variable_end: 5,
        value,
        value_start: 9,
        value_end: 17,
        entropy: 3,
      },
    ],
  },
]

const detectSecretsReport = {
  version: '1.5.0',
  results: {
    [path]: [
      {
        type: 'Secret Keyword',
        filename: path,
        hashed_secret: valueSha1,
        is_verified: false,
        line_number: 3,
      },
    ],
  },
}

const secretlintReport = [
  {
    filePath: `/tmp/some-directory/${path}`,
    sourceContent: text,
    sourceContentType: 'text',
    messages: [
      {
        message: `found token: ${value}`,
        range: [text.indexOf(value), text.indexOf(value) + value.length],
        type: 'message',
        ruleId: '@secretlint/secretlint-rule-some',
        loc: { start: { line: 3, column: 9 }, end: { line: 3, column: 17 } },
      },
    ],
  },
]

const rows = ['other', text].map((one, at) =>
  parseRow(JSON.stringify({ id: at, text: one, label: 'T', category: 'Key' }), 'rows.jsonl:1'),
)
const start = Buffer.from(text).indexOf(value)
const span = { start, end: start + value.length }

test.for([
  ['gitleaks', readGitleaks(gitleaksReport), 'generic-api-key'],
  ['kingfisher', readKingfisher(kingfisherReport), 'Generic Token'],
  ['titus', readTitus(titusReport), 'np.generic.2'],
  ['CredSweeper', readCredSweeper(credSweeperReport), 'Token'],
  ['detect-secrets', readDetectSecrets(detectSecretsReport), 'Secret Keyword'],
  ['secretlint', readSecretlint(secretlintReport), 'some'],
] as const)('a report of %s is read', ([, findings, rule]) => {
  expect(hitsOf(findings, rows, 'medium')).toEqual([[], [{ rule, confidence: 'medium', span }]])
})

test('columns alone lead to the value, or near it', () => {
  const byColumns = (findings: readonly PeerFinding[]) =>
    locate({ ...findings[0]!, text: '' }, text)
  expect(byColumns(readKingfisher(kingfisherReport))).toEqual(span)
  expect(byColumns(readCredSweeper(credSweeperReport))).toEqual(span)
  expect(byColumns(readSecretlint(secretlintReport))).toEqual(span)
  const match = { start: span.start - 9, end: span.end + 1 }
  expect(byColumns(readGitleaks(gitleaksReport))).toEqual(match)
  expect(byColumns(readTitus(titusReport))).toEqual(match)
})

test('reports without findings are read', () => {
  expect(readGitleaks(null)).toEqual([])
  expect(readTitus(null)).toEqual([])
})

test('documents of the same content share a finding that names their content', () => {
  expect(hitsOf(readTitus(titusReport), [rows[1]!, rows[1]!], 'medium')).toHaveLength(2)
})

test('a finding of several values is one for each', () => {
  const [one] = credSweeperReport
  const twice = [{ ...one!, line_data_list: [...one!.line_data_list, ...one!.line_data_list] }]
  expect(readCredSweeper(twice)).toHaveLength(2)
})

test('the nearest of equal values is taken for a peer’s finding', () => {
  const finding = { rule: 'r', path: '', line: 2, column: 3, endLine: 2, endColumn: 8 }
  expect(locate({ ...finding, text: 'abc' }, 'abc\né  abc')).toEqual({ start: 8, end: 11 })
  expect(locate({ ...finding, text: 'decoded' }, 'abc\n012345678')).toEqual({ start: 7, end: 12 })
})

test('a digest that no piece of the line has stands for the whole line', () => {
  const [finding] = readDetectSecrets(detectSecretsReport)
  expect(locate({ ...finding!, sha1: '0'.repeat(40) }, text)).toEqual({ start: 12, end: 30 })
})

test.for([
  [['--peers', 'rows.jsonl'], peerPrograms],
  [['rows.jsonl', '--peers'], peerPrograms],
  [['rows.jsonl', '--peers', '--all'], peerPrograms],
  [
    ['--peers', 'gitleaks,credsweeper', 'rows.jsonl'],
    ['gitleaks', 'credsweeper'],
  ],
  [['--peers=titus', 'rows.jsonl'], ['titus']],
  [['rows.jsonl'], []],
] as const)('%j asks for %j', ([args, expected]) => {
  const { files, peers } = parseAccuracyOptions(args)
  expect([files, peers]).toEqual([['rows.jsonl'], expected])
})

test('an unknown peer is named', () => {
  const parse = () => parseAccuracyOptions(['--peers', 'gitleaks,nobody', 'rows.jsonl'])
  expect(parse).toThrow(/^--peers: unknown: nobody\n/)
  expect(() => parseAccuracyOptions(['rows.jsonl', '--nonsense'])).toThrow(/nonsense/)
})
