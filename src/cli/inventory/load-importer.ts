import type { Importer } from '../../providers/importers/importer.ts'
import { importers } from '../../providers/importers/importers.ts'
import { nearestWord } from '../../text/strict/nearest-word.ts'
import { layoutTable } from '../layout-table.ts'
import { usage } from '../usage.ts'

/** Short and small, as names of sources are; anything else may be a value that stands in the wrong place. */
const shownName = /^[a-z\d][a-z\d-]{0,19}$/

/**
 * @param where for messages
 * @throws StanchError `USAGE` for a name that none has
 */
export async function loadImporter(
  name: string,
  where = 'stanch inventory import',
): Promise<Importer> {
  const names = Object.keys(importers).sort()
  const load = Object.hasOwn(importers, name) ? importers[name] : undefined
  if (load) return load()
  const nearest = nearestWord(name, names)
  throw usage(
    `${where}: ${shownName.test(name) ? `no source "${name}"` : 'no source by what stands there'}${nearest ? `; do you mean ${nearest}?` : ''}\n` +
      `Expected one of ${names.join(', ')}.`,
  )
}

/** One line for each, aligned. */
export async function listImporters(): Promise<string> {
  const names = Object.keys(importers).sort()
  const rows = await Promise.all(
    names.map(async (name) => [`  ${name}`, (await importers[name]!()).description]),
  )
  return (
    'Usage: stanch inventory import <source> [argument...] [options]\n\n' +
    'Takes the secrets of a store into the inventory: by fingerprint, never by value.\n\n' +
    `Sources:\n${layoutTable(rows).join('\n')}\n\n` +
    'stanch inventory import <source> --help says what a source wants.\n'
  )
}
