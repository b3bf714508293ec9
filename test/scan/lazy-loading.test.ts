import { readFileSync } from 'node:fs'
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
