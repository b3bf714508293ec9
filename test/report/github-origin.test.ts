import { expect, test } from 'vitest'
import { loadReport, reportFormats, type ReportFormat } from '../../src/report/load-report.ts'
import { parseResult } from '../../src/report/parse-result.ts'
import { addedFinding, changeResult, textFinding } from './change/sample-change.ts'
import { loadSchema } from './load-schema.ts'
import { readCsv } from './read-csv.ts'
import { printResult, sampleOptions } from './sample-result.ts'

const url = 'https://github.com/acme/shop/pull/12#issuecomment-7'

async function write(format: ReportFormat, findings = [textFinding(1)], options = sampleOptions) {
  return printResult(await loadReport(format, options), changeResult(findings))
}

test.for(reportFormats)('%s tells what it is, who wrote it, and opens it', async (format) => {
  const text = (await write(format)).replaceAll('\\#', '#')
  for (const part of ['comment', 'ann-lee', '2026-11-21', url]) expect(text).toContain(part)
})

test.for([
  ['sarif', 'sarif-2.1.0-reduced'],
  ['gitlab', 'gitlab-secret-detection-15-reduced'],
] as const)('the schema of %s takes it', async ([format, schema]) => {
  const findings = [
    textFinding(1),
    addedFinding(2, { number: 12, url: 'https://github.com/acme/shop/pull/12' }),
  ]
  expect(loadSchema(schema)(JSON.parse(await write(format, findings)))).toEqual([])
})

test('SARIF has the path, what it is in words, and a page to look at', async () => {
  const sarif = JSON.parse(await write('sarif'))
  const [result] = sarif.runs[0].results
  expect(result.hostedViewerUri).toBe(url)
  expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('acme/shop/pull/12')
  expect(result.locations[0].logicalLocations).toEqual([
    {
      kind: 'text',
      name: 'comment by ann-lee on #12',
      fullyQualifiedName: 'comment by ann-lee on #12 · acme/shop · 2026-11-21 10:34 UTC',
    },
  ])
  expect(sarif.runs[0].properties.change.commits).toEqual({ scanned: 12, total: 12 })
})

test('text: who wrote it is a link; then the address, on a line of its own where it is long', async () => {
  const wide = await write('text', [textFinding(1)], { ...sampleOptions, width: 180 })
  expect(wide).toContain(
    `at:      comment by ann-lee on #12 · acme/shop · 2026-11-21 10:34 UTC · line 1  ${url}\n`,
  )
  expect(await write('text')).toMatch(/line 1\n +https:/)
  const linked = await write('text', [textFinding(1)], { ...sampleOptions, hyperlinks: true })
  expect(linked).toContain(`\u001b]8;;${url}\u001b\\comment by ann-lee`)
})

test('text: a former version, and a text without an address', async () => {
  const {
    url: _url,
    user: _user,
    ...said
  } = textFinding(1).origin as never as Record<string, string>
  const finding = { ...textFinding(1), origin: { ...said, part: 'title', isFormer: true } as never }
  const text = await write('text', [finding], { ...sampleOptions, width: 180 })
  expect(text).toContain(
    'former title of #12 · acme/shop · 2026-11-21 10:34 UTC · line 1  acme/shop/pull/12:1:9',
  )
})

test('the advice is to delete it where it was written', async () => {
  expect(await write('text')).toMatch(
    /then delete it where\s+it was written, with its former versions/,
  )
})

test('an annotation has no file, since there is none', async () => {
  expect(await write('github')).toMatch(/^::error title=Secret%3A GitHub token::/)
})

test('CSV has columns for it', async () => {
  const [columns = [], row = []] = readCsv(await write('csv'))
  const cell = (name: string) => row[columns.indexOf(name)]
  expect(['user', 'time', 'url', 'part', 'number'].map(cell)).toEqual([
    'ann-lee',
    '2026-11-21T10:34:09Z',
    url,
    'comment',
    '12',
  ])
})

test.for(['json', 'jsonl'] as const)('%s is read again as it was', async (format) => {
  const findings = [textFinding(1, { isFormer: true }), addedFinding(2, { number: 12, url })]
  const read = parseResult(await write(format, findings), 'a.json')
  expect(read.findings).toEqual(findings)
  expect(read.coverage).toEqual(changeResult([]).coverage)
})

test('text ends with what the change consists of, and by whose policy', async () => {
  const report = await loadReport('text', { ...sampleOptions, width: 200 })
  const at = `acme/policy@${'1234abcdef'.repeat(4)}`
  const commits = { scanned: 31, total: 31 }
  const text = report.onEnd(
    changeResult([], { commits, texts: 4, policy: { at, edits: ['stanch.yaml'] } }),
  )
  expect(text).toContain('31 of 31 commits · 4 texts · policy of acme/policy@1234abcdef · ')
  expect(text).toContain('Edits the policy: stanch.yaml; it counts once it is merged.\n')
  expect(report.onEnd(changeResult([], { policy: { at: undefined, edits: [] } }))).toContain(
    'no policy at the base',
  )
})

test('names cannot steer a terminal', async () => {
  const text = await write('text', [
    textFinding(1, { user: 'A\u001b[2J\nn', repository: '\u202e/x' }),
  ])
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/\u001b|\u202e/)
})
