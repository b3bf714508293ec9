import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDirectory, run } from './run-stanch.ts'

const config = `[[rules]]
id = "acme-key"
description = "Acme key"
regex = '''(?i)acme[ =:]{1,3}([a-z0-9]{20})'''
entropy = 3
keywords = ["acme"]
tags = ["x"]
[[rules]]
id = "file"
path = "p12$"
`
const value = ['q8w7', 'e6r5', 't4y3', 'u2i1', 'o0p9'].join('')

test('rules to standard output, the report to standard error', async () => {
  const cwd = makeDirectory({ 'gitleaks.toml': config })
  const { status, stdout, stderr } = await run(['rules', 'import', 'gitleaks.toml'], { cwd })
  expect(status).toBe(0)
  expect(stdout).toContain('imported: gitleaks\n')
  expect(stdout).toContain('- id: acme-key\n')
  expect(stderr).toContain(
    '2  rules found\n1  carried over\n1  left out\n1  fields not carried over\n',
  )
  expect(stderr).toContain('tags: rules have no tags here\n    acme-key  gitleaks.toml:1\n')
})

test('imported rules are proved, and scan', async () => {
  const cwd = makeDirectory({
    'gitleaks.toml': config,
    'stanch.yaml': 'version: 1\nrules: { builtIn: false }\n',
    'in/a.env': `ACME=${value}\n`,
  })
  const args = ['rules', 'import', 'gitleaks.toml', '--out', 'acme.yaml', '--report', 'report.txt']
  expect(await run(args, { cwd })).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(readFileSync(join(cwd, 'report.txt'), 'utf8')).toContain('Import of gitleaks rules')
  const checked = await run(['rules', 'check', 'acme.yaml'], { cwd })
  expect(checked).toMatchObject({ status: 0 })
  expect(checked.stdout).toBe(
    '1 imported rules have no example\n1 rules in 1 files, 0 examples: all sound\n',
  )
  const scanned = await run(['scan', 'in', '--rules', 'acme.yaml', '--format', 'json'], { cwd })
  expect(scanned.status).toBe(1)
  expect(scanned.stdout).not.toContain(value)
  expect(JSON.parse(scanned.stdout)).toMatchObject({
    findings: [{ rule: 'acme-key', line: 1, column: 6, severity: 'high' }],
    coverage: { rules: 1, complete: true },
  })
})

test('history is scanned with them, too, in threads of their own', async () => {
  const cwd = makeDirectory({ 'gitleaks.toml': config, 'a.env': `ACME=${value}\n` })
  await run(['rules', 'import', 'gitleaks.toml', '--out', 'acme.yaml', '--report', 'r'], { cwd })
  const { execFileSync } = await import('node:child_process')
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { cwd })
  git('init', '-q')
  git('add', 'a.env')
  git('commit', '-qm', 'one')
  const { stdout, status } = await run(
    ['scan', 'git', '--rules', 'acme.yaml', '--format', 'json'],
    { cwd },
  )
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ rule: 'acme-key', origin: { path: 'a.env' } }],
  })
})

test.for([
  ['a file that is not there', ['rules', 'import', 'no.toml'], 'no.toml cannot be read'],
  [
    'an unknown format',
    ['rules', 'import', 'a.toml', '--from', 'x'],
    '--from: expected gitleaks, betterleaks',
  ],
  ['TOML that does not parse', ['rules', 'import', 'bad.toml'], 'bad.toml:2:'],
  [
    'no rule to carry over',
    ['rules', 'import', 'empty.toml'],
    'No rule of empty.toml could be carried over.',
  ],
  [
    'a place that cannot be written',
    ['rules', 'import', 'a.toml', '--out', 'no/where'],
    'no/where cannot be written',
  ],
  ['rules that are not there', ['scan', '.', '--rules', 'no.yaml'], 'no.yaml: cannot be read'],
  ['rules with a fault', ['scan', '.', '--rules', 'bad.yaml'], 'bad.yaml:1: rules: missing'],
] as const)('%s: exit 2', async ([, args, message]) => {
  const cwd = makeDirectory({
    'a.toml': config,
    'bad.toml': '[[rules]]\nid = \n',
    'empty.toml': '[[rules]]\nid = "file"\npath = "a"\n',
    'bad.yaml': 'provider: Acme\n',
  })
  const { status, stdout, stderr } = await run(args, { cwd })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
})

test('the TOML library is loaded by no other command', () => {
  const main = readFileSync(join(import.meta.dirname, '../../dist/bin/main.js'), 'utf8')
  expect(main).not.toMatch(/^import .*smol-toml/m)
})
