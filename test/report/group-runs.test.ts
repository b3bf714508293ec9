import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExportOrigin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { createJsonReport } from '../../src/report/json-report.ts'
import { createJsonlReport } from '../../src/report/jsonl-report.ts'
import { groupRuns } from '../../src/report/group-runs.ts'
import { parseResult } from '../../src/report/parse-result.ts'
import { createTextReport } from '../../src/report/text-report.ts'
import {
  findingIn,
  findingWith,
  fingerprintFor,
  printResult,
  resultOf,
  sampleOptions,
} from './sample-result.ts'

function said(origin: Partial<ExportOrigin>, secret: number, line: number): Finding {
  return findingWith({
    origin: { kind: 'export', path: 'a.jsonl', format: 'claude-code', ...origin },
    fingerprint: fingerprintFor(secret),
    line,
  })
}

const one = { run: 'one' } as const
const two = { run: 'two', path: 'b.jsonl' } as const

test('the earliest record brought a secret in, whatever the order of the files', () => {
  const [run] = groupRuns(
    resultOf([
      said({ ...one, role: 'assistant', time: '2026-03-01T10:04:00Z' }, 1, 9),
      said({ ...one, role: 'tool', path: 'z.jsonl', time: '2026-03-01T12:03:00+02:00' }, 1, 3),
    ]),
  )
  const [secret] = run!.secrets
  expect(secret!.first.origin).toMatchObject({ role: 'tool' })
  expect(secret!.repeats.map(({ line }) => line)).toEqual([9])
  expect(run!.files).toEqual(['z.jsonl', 'a.jsonl'])
})

test('without times the order of the scan counts, and a record has the time of the one before', () => {
  const [run] = groupRuns(
    resultOf([
      said({ ...one }, 1, 5),
      said({ ...one, time: '2026-03-01T10:00:00Z' }, 2, 6),
      said({ ...one }, 1, 7),
    ]),
  )
  expect(run!.secrets.map(({ first }) => first.line)).toEqual([6, 7])
})

test('other runs and channels are named, and whether they were earlier', () => {
  const runs = groupRuns(
    resultOf([
      said({ ...one, time: '2026-03-02T10:00:00Z' }, 1, 1),
      said({ ...two, time: '2026-03-01T10:00:00Z' }, 1, 2),
      said(
        { format: 'slack', channelId: 'C1', channel: 'ops', time: '2026-03-03T10:00:00Z' },
        1,
        3,
      ),
      said({ format: 'slack', channelId: 'C1', time: '2026-03-04T10:00:00Z' }, 1, 4),
    ]),
  )
  expect(runs.map(({ run, channel }) => run ?? channel)).toEqual(['two', 'one', 'ops'])
  expect(runs[1]!.secrets[0]!.elsewhere).toEqual([
    { format: 'claude-code', run: 'two', places: 1, isEarlier: true },
    { format: 'slack', channelId: 'C1', channel: 'ops', places: 2, isEarlier: false },
  ])
})

test('a place without a run or a channel is its file', () => {
  const [file] = groupRuns(resultOf([said({ format: 'json' }, 1, 1)]))
  expect(file).toMatchObject({ format: 'json', path: 'a.jsonl' })
})

test('what is in no export is in no run', () => {
  expect(groupRuns(resultOf([findingIn('a.env')]))).toEqual([])
})

const origins = fc.record({
  run: fc.option(fc.constantFrom('one', 'two', 'three'), { nil: undefined }),
  channel: fc.option(fc.constantFrom('ops', 'dev'), { nil: undefined }),
  path: fc.constantFrom('a', 'b'),
  time: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'soon'), {
    nil: undefined,
  }),
})

test('each place stands in one run, and each run of a secret names all others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(origins, fc.integer({ min: 1, max: 3 }))), (items) => {
      const findings = items.map(([origin, secret], at) => {
        const told = Object.entries(origin).filter(([, text]) => text !== undefined)
        return said(Object.fromEntries(told), secret, at + 1)
      })
      const runs = groupRuns(resultOf(findings))
      const secrets = runs.flatMap((run) => run.secrets)
      const lines = secrets
        .flatMap(({ first, repeats }) => [first, ...repeats])
        .map(({ line }) => line)
      expect(lines.toSorted((a, b) => a - b)).toEqual(findings.map(({ line }) => line))
      for (const { fingerprint, first, repeats, elsewhere } of secrets) {
        const all = findings.filter((finding) => finding.fingerprint === fingerprint).length
        const others = elsewhere.reduce((total, { places }) => total + places, 0)
        expect(others + repeats.length + 1).toBe(all)
        expect(first).toBeDefined()
      }
      const earliest = secrets.filter(({ elsewhere }) => elsewhere.every((it) => !it.isEarlier))
      expect(earliest.length).toBe(new Set(secrets.map(({ fingerprint }) => fingerprint)).size)
    }),
  )
})

const result = resultOf([
  said({ ...one, role: 'tool', tool: 'Bash', time: '2026-03-01T10:00:00Z', field: 'text' }, 1, 1),
  said({ ...one, role: 'assistant', time: '2026-03-01T10:01:00Z' }, 1, 2),
  said({ ...two, role: 'user', time: '2026-03-02T10:00:00Z', field: 'content' }, 1, 3),
])

test('json and jsonl tell runs when they are asked for', () => {
  const runs = JSON.parse(JSON.stringify(groupRuns(result)))
  const json = printResult(createJsonReport({ byRun: true }), result)
  expect(JSON.parse(json).runs).toEqual(runs)
  expect(JSON.parse(printResult(createJsonReport(), result))).not.toHaveProperty('runs')
  const jsonl = printResult(createJsonlReport({ byRun: true }), result)
  const lines = jsonl
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.filter(({ type }) => type === 'run')).toEqual(runs)
  expect(parseResult(jsonl, 'a.jsonl').findings).toEqual(result.findings)
})

test('for people: who brought it in, what repeats it, where else it is', () => {
  const text = createTextReport({ ...sampleOptions, byRun: true }).onEnd(result)
  expect(text.slice(0, text.indexOf('\n\n1 secret')))
    .toBe(`claude-code run one  2026-03-01 10:00 UTC – 2026-03-01 10:01 UTC  1 secret
  critical  GitHub token  ghp_…  #9e3779b1
    first:    Bash result · 2026-03-01 10:00 UTC  a.jsonl:1:9 text
    again:    assistant · 2026-03-01 10:01 UTC  :2:9
    also in:  claude-code run two (1 place)

claude-code run two  2026-03-02 10:00 UTC  1 secret
  critical  GitHub token  ghp_…  #9e3779b1
    first:    user · 2026-03-02 10:00 UTC  b.jsonl:3:9 content
    also in:  claude-code run one (2 places, earlier)

1  critical  GitHub token  ghp_…  #9e3779b1
             next:    Revoke or rotate it at GitHub first, then delete it where
                      it was written; stanch redact export makes a clean copy of
                      this export.
                      https://docs.example.com/github-token`)
})
