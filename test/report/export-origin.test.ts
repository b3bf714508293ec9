import { expect, test } from 'vitest'
import type { ExportOrigin } from '../../src/engine/document.ts'
import { loadReport, reportFormats } from '../../src/report/load-report.ts'
import { createSarifReport } from '../../src/report/sarif-report.ts'
import { createTextReport } from '../../src/report/text-report.ts'
import { loadSchema } from './load-schema.ts'
import {
  findingWith,
  fingerprintFor,
  printResult,
  resultOf,
  sampleOptions,
} from './sample-result.ts'

const url = 'https://acme.slack.com/archives/C0123ABCD/p1737714849675319'
const origin: ExportOrigin = {
  kind: 'export',
  path: 'export.zip!general/2025-01-24.json',
  format: 'slack',
  channel: 'general',
  channelId: 'C0123ABCD',
  user: 'Ann Lee',
  time: '2025-01-24T10:34:09.675Z',
  run: 'run-of-it',
  toolCall: 'toolu_01',
  url,
  field: '[0].text',
  copies: [
    { field: '[0].blocks[0].text', line: 1, column: 300 },
    { field: '[0].attachments[0].text', line: 1, column: 400 },
  ],
}
const { run: _run, toolCall: _call, ...chat } = origin
const finding = findingWith({ origin })

test.for(reportFormats)('%s tells who said it, where, when and in which run', async (format) => {
  const report = await loadReport(format, { ...sampleOptions, hyperlinks: true })
  const text = printResult(report, resultOf([finding])).replaceAll('\\#', '#')
  for (const part of ['general', 'Ann Lee', '2025-01-24', 'run-of-it', 'tool']) {
    expect(text).toContain(part)
  }
  // An annotation is one line of prose.
  if (format !== 'github') {
    expect(text).toContain('[0].text')
    expect(text).toContain(url)
  }
})

function places(width: number, count = 1): string {
  const findings = Array.from({ length: count }, (_, at) =>
    findingWith({ origin: { ...chat, user: `Ann ${at}` }, line: at + 1, decoded: ['escape'] }),
  )
  return createTextReport({ ...sampleOptions, width }).onEnd(resultOf(findings))
}

test('a place is one line where it fits, two where it does not', () => {
  expect(places(140)).toContain(
    'at:      #general · Ann 0 · 2025-01-24 10:34 UTC · +2 copies  export.zip!general/2025-01-24.json:1:9 [0].text\n',
  )
  expect(places(80)).toContain(
    `at:      #general · Ann 0 · 2025-01-24 10:34 UTC · +2 copies
                        export.zip!general/2025-01-24.json:1:9 [0].text\n`,
  )
})

test('where it was said first comes first, and what has no time last', () => {
  const said = [
    ['Cid', '2025-01-24T12:00:00+01:00'],
    ['Ann', undefined],
    ['Bob', '2025-01-24T10:34:09.675Z'],
  ] as const
  const findings = said.map(([user, time], at) => {
    const { time: _time, ...timeless } = chat
    const path = `${user}.json`
    return findingWith({
      origin: { ...timeless, path, user, ...(time !== undefined && { time }) },
      line: at + 1,
    })
  })
  const text = createTextReport(sampleOptions).onEnd(resultOf(findings))
  expect(text.match(/Ann|Bob|Cid/g)?.filter((_, at) => at % 2 === 0)).toEqual(['Bob', 'Cid', 'Ann'])
})

test('of a file of which nobody says who wrote it the place is told only', () => {
  const plain = { kind: 'export', path: 'notes.txt', format: 'text' } as const
  const text = createTextReport(sampleOptions).onEnd(resultOf([findingWith({ origin: plain })]))
  expect(text).toContain('at:      notes.txt:3:9\n')
})

test('of many places the rest says where it is', () => {
  expect(places(80, 200)).toContain('… and 190 more in #general\n')
  const rest = (change: (at: number) => Partial<ExportOrigin>) => {
    const findings = Array.from({ length: 14 }, (_, at) =>
      findingWith({ origin: { ...chat, ...change(at) }, line: at + 1 }),
    )
    const text = createTextReport(sampleOptions).onEnd(resultOf(findings))
    return /… and .*/.exec(text)?.[0]
  }
  expect(rest((at) => ({ channel: `c${at}` }))).toBe('… and 4 more in 4 channels')
  expect(rest((at) => ({ run: `r${at}` }))).toBe('… and 4 more in 4 runs')
  expect(rest((at) => (at === 12 ? { run: 'r' } : {}))).toBe('… and 4 more in 2 runs or channels')
})

test('the message itself is a link', () => {
  const text = createTextReport({ ...sampleOptions, hyperlinks: true }).onEnd(resultOf([finding]))
  expect(text).toContain(`\u001b]8;;${url}\u001b\\slack run run-of-it`)
})

test('names cannot steer a terminal', () => {
  const evil = findingWith({ origin: { ...chat, user: 'A\u001b[2J\nn', channel: '\u202egen' } })
  const text = createTextReport(sampleOptions).onEnd(resultOf([evil]))
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/\u001b|\u202e/)
})

test('SARIF names the channel or run as a logical location, and copies as related ones', () => {
  const sarif = JSON.parse(createSarifReport(sampleOptions).onEnd(resultOf([finding])))
  const [result] = sarif.runs[0].results
  expect(result.locations[0].logicalLocations).toEqual([
    expect.objectContaining({ kind: 'run', name: 'slack run run-of-it' }),
  ])
  expect(result.relatedLocations).toHaveLength(2)
  expect(result.properties.export).toMatchObject({ channel: 'general', url, field: '[0].text' })
})

test.for([
  ['sarif', 'sarif-2.1.0-reduced'],
  ['gitlab', 'gitlab-secret-detection-15-reduced'],
] as const)('the schema of %s takes it', async ([format, schema]) => {
  const report = await loadReport(format, sampleOptions)
  expect(loadSchema(schema)(JSON.parse(printResult(report, resultOf([finding]))))).toEqual([])
})

test('by run, secrets with the same advice are one line each below it', () => {
  const findings = [1, 2, 3].map((seed) =>
    findingWith({ origin, line: seed, fingerprint: fingerprintFor(seed) }),
  )
  const text = createTextReport({ ...sampleOptions, byRun: true }).onEnd(resultOf(findings))
  const lines = text.slice(text.indexOf('\n1  ') + 1).split('\n')
  const same = lines.filter((line) => line.endsWith('  as for 1'))
  expect(same).toHaveLength(2)
  expect(lines.indexOf(same[1]!) - lines.indexOf(same[0]!)).toBe(1)
  expect(lines[lines.indexOf(same[0]!) - 1]).toContain('https://')
})
