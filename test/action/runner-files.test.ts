import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs' // prettier-ignore
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { ActionLog } from '../../src/action/action-log.ts'
import { cutToBytes, summaryBytesMax, writeOutputs, writeSummary } from '../../src/action/runner-files.ts' // prettier-ignore
import { writeInWorkspace } from '../../src/action/write-in-workspace.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'stanch-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** As the runner reads it: https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs */
function parseOutputs(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = text.split('\n')
  for (let at = 0; at < lines.length - 1; at++) {
    const [, name, delimiter] = /^([^=]+?)<<(.+)$/.exec(lines[at]!) ?? []
    if (name === undefined) throw new Error(`no output: ${lines[at]}`)
    const end = lines.indexOf(delimiter!, at + 1)
    found[name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}

test('no value of an output sets another one', () => {
  const file = join(directory(), 'output')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (junk) => {
      const value = `${junk}\nexposures=0\nexposures<<X\n0\nX`.replaceAll('\r', '')
      rmSync(file, { force: true })
      writeOutputs({ exposures: '1', findings: '2', complete: 'false', report: value, sarif: '' }, { GITHUB_OUTPUT: file }) // prettier-ignore
      const read = parseOutputs(readFileSync(file, 'utf8'))
      expect([read['exposures'], read['complete'], read['sarif']]).toEqual(['1', 'false', ''])
    }),
  )
})

test('a summary is cut at a line with a note, never over the limit', () => {
  const file = join(directory(), 'summary')
  writeSummary(`${'| ü |\n'.repeat(300_000)}`, { GITHUB_STEP_SUMMARY: file })
  const written = readFileSync(file)
  expect(written.length).toBeLessThan(summaryBytesMax)
  expect(written.toString().slice(-120)).toContain('This summary was cut')
  expect(written.toString()).not.toContain('\uFFFD')
  expect(cutToBytes('short\n', 100)).toBe('short\n')
})

test('a file of the workspace replaces a link and is never written through one', () => {
  const [outside, workspace] = [directory(), directory()]
  writeFileSync(join(outside, 'victim'), 'as it was')
  symlinkSync(join(outside, 'victim'), join(workspace, 'out.sarif'))
  const path = writeInWorkspace(workspace, 'out.sarif', 'ours')
  expect(readFileSync(path, 'utf8')).toBe('ours')
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('as it was')

  symlinkSync(outside, join(workspace, 'reports'))
  expect(() => writeInWorkspace(workspace, 'reports/victim', 'ours')).toThrow('is a link')
  expect(() => writeInWorkspace(workspace, 'reports/new/x', 'ours')).toThrow('is a link')
  expect(readdirSync(outside)).toEqual(['victim'])
  expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('as it was')

  mkdirSync(join(workspace, 'git'))
  symlinkSync('git', join(workspace, 'inner'))
  expect(() => writeInWorkspace(workspace, 'inner/x', 'ours')).toThrow('is a link')
  expect(existsSync(writeInWorkspace(workspace, 'a/b/c.json', '{}'))).toBe(true)
  expect(readdirSync(join(workspace, 'a/b'))).toEqual(['c.json'])
})

/** What the runner would take for a command in a line: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
const isCommand = (line: string) => /^\s*::/.test(line) || line.includes('##[')

test('no text of others becomes a command of the log', () => {
  const pieces = fc.constantFrom('::', '##[', 'error', '\n', '\r', ' ', '::set-output name=x::', '%0A', '\u0000', '\u2028', '\u202e', '\x1b[2K', 'add-mask') // prettier-ignore
  const texts = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 12 }).map((parts) => parts.join('')) // prettier-ignore
  fc.assert(
    fc.property(texts, (text) => {
      let written = ''
      const log = new ActionLog((piece) => (written += piece))
      log.say(text)
      log.show(text)
      expect(written.split(/\r\n|\r|\n/).filter(isCommand)).toEqual([])
      written = ''
      log.mark('warning', text)
      const [command, ...rest] = written.split(/\r\n|\r|\n/)
      expect(command).toMatch(/^::warning title=Stanch::/)
      expect(rest).toEqual([''])
    }),
  )
})
