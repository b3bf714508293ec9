import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importers } from '../../src/providers/importers/importers.ts'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { makeDirectory, run, testKey } from '../cli/run-stanch.ts'
import { leaksBelow, leaksIn } from './find-leaks.ts'
import type { PlantedStore } from './planted-stores.ts'
import { plantedValues } from './planted-values.ts'
import { planted } from './planted.ts'

test('the search finds what stands somewhere, in every form', () => {
  const { secrets } = plantedValues(1)
  const [secret] = secrets as [string]
  const shifted = ['', 'a', 'ab', 'abc'].map((head) => Buffer.from(`${head}${secret}xyz`))
  const written = shifted.flatMap((bytes) => [bytes.toString('base64'), bytes.toString('base64url')]) // prettier-ignore
  for (const text of [...written, `x${secret}y`, Buffer.from(secret).toString('hex')])
    expect(leaksIn('text', Buffer.from(text), secrets), text).toEqual(['secret 0 in text'])
  const root = makeDirectory({ 'a/b.txt': `x${secret}`, 'c.txt': secret })
  expect(leaksBelow(root, secrets, ['c.txt'])).toEqual(['secret 0 in a/b.txt'])
})

/**
 * AWS IAM and GitHub tell no values, so that nothing could be planted; a vault of Azure has its host by law of its own
 * tests, which play it in the process.
 */
const withoutPlant = ['aws-iam', 'azure-key-vault', 'github-actions']

test('every importer takes part', () => {
  const names = [...planted.map(({ name }) => name), ...withoutPlant]
  expect(names.sort()).toEqual(Object.keys(importers).sort())
})

const key = parseFingerprintKey(testKey, 'test')

/** Runs with all places where something may be written inside of one directory. */
async function runIn(root: string, store: PlantedStore, args: readonly string[], input?: string) {
  const env = { HOME: join(root, 'home'), TMPDIR: join(root, 'tmp'), ...store.env }
  const ended = await run(args, { cwd: root, env, input: input ?? store.input ?? '' })
  return { ...ended, written: Buffer.from(`${ended.stdout}\n${ended.stderr}`) }
}

function makeRoot(): string {
  const root = makeDirectory()
  for (const name of ['home', 'tmp']) mkdirSync(join(root, name))
  return root
}

test.for(planted)('$name: nothing that is written holds a value', async ({ name, plant }) => {
  const root = makeRoot()
  const seen: string[] = []
  // The second time all values are others, and some cannot be read: then what stood there before may be kept, too.
  for (const [seed, fault, ...format] of [
    [2, 'none'],
    [3, 'faulty', '--format', 'json'],
  ] as const) {
    const { values, secrets } = plantedValues(seed)
    const store = await plant({ values, fault, directory: root })
    seen.push(...secrets, ...(store.credentials ?? []))
    const words = ['inventory', 'import', name, ...store.words, '--verbose', ...format]
    const ended = await runIn(root, store, words)
    expect(leaksIn('output', ended.written, seen)).toEqual([])
    expect(leaksBelow(root, seen, store.files ?? [])).toEqual([])
    expect(ended.status, ended.stderr).toBe(fault === 'none' ? 0 : 2)
    const inventory = readFileSync(join(root, 'stanch-inventory.yaml'), 'utf8')
    const known = values.filter((value) =>
      inventory.includes(fingerprintOf(bytesOfUtf8(value), key)),
    )
    // Some are taken in spite of the faults, else not much was tried.
    if (fault === 'none') expect(known).toEqual(values)
    else expect(known).not.toEqual([])
  }
})

describe('a filter', () => {
  const plantAll = async (root: string, fault: 'none' | 'faulty') => {
    const stores: PlantedStore[] = []
    const sources: string[] = []
    const text: string[] = []
    const hidden: string[] = []
    for (const [at, { name, plant }] of planted.entries()) {
      const { values, secrets } = plantedValues(at + 10)
      const store = await plant({ values, fault, directory: root })
      stores.push(store)
      sources.push('--known-from', [name, ...store.words].join(' '))
      text.push(...values, `${secrets[3]!} ${secrets[5]!}`)
      hidden.push(...secrets, ...(store.credentials ?? []))
    }
    const env = Object.assign({}, ...stores.map((store) => store.env)) as Record<string, string>
    const files = stores.flatMap((store) => store.files ?? [])
    return { store: { words: [], env, files }, sources, text, hidden }
  }

  test('masks the values of all stores, and writes none', async () => {
    const root = makeRoot()
    const { store, sources, text, hidden } = await plantAll(root, 'none')
    const ended = await runIn(root, store, ['redact', '--verbose', ...sources], text.join('\n'))
    expect(leaksIn('output', ended.written, hidden)).toEqual([])
    expect(leaksBelow(root, hidden, store.files)).toEqual([])
    expect(ended.status, ended.stderr).toBe(0)
    expect(ended.stdout.split('\n')).toHaveLength(text.length)
  })

  test('writes no value of what it cannot read whole, nor that of a text', async () => {
    const root = makeRoot()
    const { store, sources, text, hidden } = await plantAll(root, 'faulty')
    const partial = ['redact', '--verbose', '--known-from-partial', ...sources]
    // All stores are told of before the text is read.
    const told = await runIn(root, store, partial, '')
    expect(leaksIn('output', told.written, hidden)).toEqual([])
    for (const { name } of planted)
      expect(told.stderr).toContain(`${name}: a secret cannot be read`)
    const [option, first] = sources as [string, string]
    const ended = await runIn(root, store, ['redact', '--verbose', option, first], text.join('\n'))
    expect(leaksIn('output', ended.written, hidden)).toEqual([])
    expect(leaksBelow(root, hidden, store.files)).toEqual([])
    expect(ended.status, ended.stderr).toBe(2)
    expect(ended.stdout).toBe('')
  })
})
