import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExportOrigin } from '../../../src/engine/document.ts'
import type { Finding } from '../../../src/engine/finding.ts'
import { tokenOf } from '../../../src/redact/token.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { redactExport } from '../../../src/scan/export/redact-export.ts'
import type { RedactionResult } from '../../../src/scan/export/redaction-account.ts'
import { bytesOfLatin1 } from '../../../src/text/bytes.ts'
import { run } from '../../cli/run-stanch.ts'
import { requiredProgram } from '../../required-program.ts'
import { expectRow } from '../format-table.ts'
import { key, redactionEngine } from '../redact-text.ts'
import { githubToken } from '../scan-text.ts'
import { archivedExports } from './archived-exports.ts'
import { readableExports, type ReadableExport } from './readable-exports.ts'

const allExports = [...readableExports, ...archivedExports]

const python = requiredProgram(
  'stanch-readers/bin/python',
  'python3 -m venv /opt/stanch-readers && ' +
    '/opt/stanch-readers/bin/pip install -r test/exports/readers/requirements.txt',
  ['/opt'],
)

/** An export in three copies, by their folders: with secrets, with tokens in place of them, redacted. */
interface Written extends ReadableExport {
  readonly folder: string
  readonly secrets: readonly string[]
}

interface Opened {
  readonly text?: string
  readonly error?: string
}

interface Tried {
  readonly export: Written
  readonly result: RedactionResult
  readonly expected: Opened
  readonly redacted: Opened
}

const tried: Tried[] = []
let root = ''
let findings: readonly Finding[] = []

beforeAll(async () => {
  if (python.path === undefined) return
  root = mkdtempSync(join(tmpdir(), 'stanch-readers-'))
  const written = allExports.map(writeExport)
  const plain = written.map(({ folder }) => join(folder, 'plain'))
  const { stdout } = await run(['scan', 'export', '--format', 'json', ...plain], { cwd: root })
  ;({ findings } = JSON.parse(stdout) as { findings: readonly Finding[] })
  const results: RedactionResult[] = []
  for (const one of written) results.push(await redact(one))
  const opened = openAll(written.flatMap((one) => ['expected', 'redacted'].map((copy) => [one, copy] as const)))
  written.forEach((one, at) => {
    const [expected, redacted] = opened.slice(2 * at) as [Opened, Opened]
    tried.push({ export: one, result: results[at]!, expected, redacted })
  })
}, 60_000) // prettier-ignore

afterAll(() => rmSync(root, { recursive: true, force: true }))

const tokenFor = (secret: string) => tokenOf('github-token', bytesOfLatin1(secret), key)

function writeExport(readable: ReadableExport, at: number): Written {
  const folder = String(at)
  const secrets: string[] = []
  const plain = readable.build(() => {
    secrets.push(githubToken(at * 40 + secrets.length + 900))
    return secrets.at(-1)!
  })
  const tokens = secrets.map(tokenFor)
  writeFiles(join(root, folder, 'plain'), plain)
  writeFiles(
    join(root, folder, 'expected'),
    readable.build(() => tokens.shift()!),
  )
  return { ...readable, folder, secrets }
}

function writeFiles(directory: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

async function redact({ folder, path }: Written) {
  const output = join(root, folder, 'redacted', path)
  mkdirSync(dirname(output), { recursive: true })
  return redactExport(redactionEngine, {
    input: join(root, folder, 'plain', path),
    output,
    key,
    isForced: false,
    limits: defaultConfiguration.limits,
    minConfidence: 'medium',
    modeOf: () => 'token',
    format: undefined,
    keepsExportTokens: false,
    signal: new AbortController().signal,
  })
}

/** All at once: readers take a while to load. */
function openAll(copies: readonly (readonly [Written, copy: string])[]): Opened[] {
  const jobs = copies.map(([{ reader, folder, path }, copy]) => [reader, join(root, folder, copy, path)])
  const output = execFileSync(python.path!, [join(import.meta.dirname, 'read-exports.py')], {
    input: JSON.stringify(jobs), maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'],
  })
  return JSON.parse(output.toString()) as Opened[]
} // prettier-ignore

const names = allExports.map(({ title, reader }, at) => [title, reader, at] as const)
test.skipIf(python.path === undefined).for(names)(`%s, redacted, is to %s what it was, but for tokens (${python.skip})`, ([, , at]) => {
  const { export: one, result, expected, redacted } = tried[at]!
  expect(result).toMatchObject({ problems: [], residue: [] })
  expect([redacted.error, expected.error]).toEqual([undefined, undefined])
  expect(redacted.text).toBe(expected.text)
  for (const secret of one.secrets) expect(redacted.text).not.toContain(secret.slice(4, 20))
  // Of what is in an export a reader shows a part.
  const digits = one.secrets.map((secret) => tokenFor(secret).slice(-17, -1))
  const shown = digits.filter((part) => redacted.text!.includes(part))
  expect(shown.length).toBeGreaterThanOrEqual(digits.length / 2)
  const found = findings.flatMap(({ origin, fingerprint }) =>
    origin.kind === 'export' && origin.path.startsWith(`${one.folder}/`)
      ? [{ ...origin, fingerprint }]
      : [],
  )
  const files = (all: readonly ExportOrigin[]) => new Set(all.map(({ path }) => path)).size
  expectRow({
    format: one.format,
    title: one.title,
    files: files(found),
    told: files(found.filter(({ format }) => format === one.format)),
    planted: one.secrets.length,
    found: new Set(found.map(({ fingerprint }) => fingerprint)).size,
    places: result.secrets.reduce((sum, { places }) => sum + places, 0),
    foundAgain: result.residue.length,
    openedBy: one.reader,
  })
}) // prettier-ignore
