import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../src/incident/canonical-json.ts'
import { checkEvidence } from '../../../src/report/incident/evidence/check-evidence.ts'
import { evidenceFiles } from '../../../src/report/incident/evidence/evidence-files.ts'
import {
  makeManifest,
  manifestName,
} from '../../../src/report/incident/evidence/evidence-manifest.ts'
import { bytesOfUtf8 } from '../../../src/text/bytes.ts'
import { sampleId, sampleReport } from './sample-journal.ts'

type Files = Map<string, string>

function makeBundle(count?: number): Files {
  const report = sampleReport(count)
  const { records } = report
  const last = records.at(-1)!
  const head = { incident: sampleId, sequence: last.sequence, hash: last.hash }
  const files = evidenceFiles({
    report,
    lines: records.map((record) => canonicalJson(record)),
    head,
    approvers: [],
    ocsf: { finding: 2006, productVersion: '1.2.3' },
  })
  files.set(manifestName, manifestOf(files, head))
  return files
}

const manifestOf = (files: Files, head: { incident: string; sequence: number; hash: string }) =>
  makeManifest(files, { incident: sampleId, madeAt: '2026-11-26T04:30:00.000Z', isFinished: true, head }) // prettier-ignore

function faultsOf(files: Files, fault?: string): string[] {
  const bytes = new Map(Array.from(files, ([name, text]) => [name, bytesOfUtf8(text)]))
  const { faults } = checkEvidence(bytes, 'here', () => fault)
  return faults.map(({ where }) => where)
}

/** As somebody does who may write the whole bundle: the manifest names what is there now. */
function withNewManifest(files: Files): Files {
  const { head } = JSON.parse(files.get(manifestName)!) as { head: Parameters<typeof manifestOf>[1] } // prettier-ignore
  files.delete(manifestName)
  return files.set(manifestName, manifestOf(files, head))
}

const linesOf = (files: Files) => files.get('journal.jsonl')!.trimEnd().split('\n')

describe('a bundle', () => {
  test.for([1, 3, 9, 11, 21])('after %i records is whole', (count) => {
    expect(faultsOf(makeBundle(count))).toEqual([])
  })

  test.for([...makeBundle().keys()].filter((name) => name !== manifestName && name !== 'journal.jsonl'))(
    'with one letter changed in %s is broken there',
    (name) => {
      const files = makeBundle()
      files.set(name, files.get(name)!.replace(/[a-z]/, 'Z'))
      expect(faultsOf(files)).toContain(name)
    },
  ) // prettier-ignore

  test('of which a file is missing, or which has one more, is broken there', () => {
    const files = makeBundle()
    files.delete('report.md')
    files.set('note.txt', 'also true')
    expect(faultsOf(files)).toEqual(['report.md', 'note.txt'])
  })

  test.for(['incident.json', 'plan.json'])(
    'whose %s is not what the journal says is broken, whatever its manifest says',
    (name) => {
      const files = makeBundle()
      files.set(name, files.get(name)!.replace('critical', 'low').replace('aws-iam', 'aws-i4m'))
      expect(faultsOf(withNewManifest(files))).toEqual([name])
    },
  )

  test('whose approvals do not hold is broken at their records', () => {
    expect(faultsOf(makeBundle(), 'expected another')).toEqual([
      'journal.jsonl: record 4: approval of bob',
      'journal.jsonl: record 5: approval of carol',
    ])
  })
})

describe('the first broken record is named, though the manifest was made anew', () => {
  const lines = linesOf(makeBundle())

  test.for(lines.map((_, at) => at))('when record %i (from 0) is dropped', (at) => {
    const files = makeBundle().set('journal.jsonl', `${lines.toSpliced(at, 1).join('\n')}\n`)
    expect(faultsOf(withNewManifest(files))[0]).toBe(`journal.jsonl: record ${at + 1}`)
  })

  test.for(lines.map((_, at) => at))('when record %i (from 0) is changed', (at) => {
    const changed = lines[at]!.replace(/"at":"20/, '"at":"19')
    const files = makeBundle().set('journal.jsonl', `${lines.with(at, changed).join('\n')}\n`)
    expect(faultsOf(withNewManifest(files))[0]).toBe(`journal.jsonl: record ${at + 1}`)
  })

  test.for(lines.slice(1).map((_, at) => at))('when record %i and the next change places', (at) => {
    const moved = lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!)
    const files = makeBundle().set('journal.jsonl', `${moved.join('\n')}\n`)
    expect(faultsOf(withNewManifest(files))[0]).toBe(`journal.jsonl: record ${at + 1}`)
  })

  test('when it is doubled, cut within a line, or of another incident', () => {
    const put = (text: string) => faultsOf(withNewManifest(makeBundle().set('journal.jsonl', text)))[0] // prettier-ignore
    const whole = `${lines.join('\n')}\n`
    expect(put(`${whole}${lines.at(-1)}\n`)).toBe('journal.jsonl: record 22')
    expect(put(whole.slice(0, -40))).toBe('journal.jsonl: record 21')
    expect(put(whole.replaceAll(sampleId, 'inc-00000000'))).toBe('journal.jsonl: record 1')
  })
})
