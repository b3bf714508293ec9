import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const room = join(import.meta.dirname, '../../src/scan')

/** Every module that loading `path` loads, by its own name or its package's; types are not loaded. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  seen.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [, target = ''] of text.matchAll(
    /^(?:import(?! type)|export)[^;]*? from '([^']+)'$/gm,
  )) {
    if (!target.startsWith('.')) seen.add(target)
    else if (!seen.has(join(path, '..', target))) loadedBy(join(path, '..', target), seen)
  }
  return seen
}

test.for([
  'configuration.ts',
  'find-configuration.ts',
  'glob.ts',
  'inline-allow.ts',
  'suppressions/suppression-file.ts',
  'suppressions/suppressions.ts',
])('%s loads neither yaml nor valibot', (path) => {
  expect([...loadedBy(join(room, path))]).not.toContain('valibot')
  expect([...loadedBy(join(room, path))]).not.toContain('yaml')
})

test('the check above sees what is loaded', () => {
  const loaded = loadedBy(join(room, 'suppressions/write-suppressions.ts'))
  expect([...loaded]).toEqual(expect.arrayContaining(['valibot', 'yaml', 'node:crypto']))
})

test('what every scan loads of the command holds no format of an export', () => {
  const bundle = join(import.meta.dirname, '../../dist/bin')
  const names = readdirSync(bundle)
  const textOf = (name: string) => readFileSync(join(bundle, name), 'utf8')
  const start = names.filter((name) => name.startsWith('start-'))
  expect(start).toHaveLength(1)
  expect(textOf(start[0]!)).not.toContain('client_msg_id')
  expect(names.some((name) => textOf(name).includes('client_msg_id'))).toBe(true)
})
