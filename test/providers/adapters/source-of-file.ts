import { readFileSync } from 'node:fs'
import type { AdapterSource } from '../../../src/providers/adapters/adapter-setting.ts'
import { dataSource } from '../../../src/providers/adapters/data/data-source.ts'
import { parseProvider } from '../../../src/providers/adapters/data/parse-provider.ts'

/** An adapter as its file in `rules/providers/` describes it, without a build. */
export function sourceOfFile(
  id: string,
  visiblePrefixes: Readonly<Record<string, number>>,
): AdapterSource {
  const known = sources.get(id)
  if (known !== undefined) return known
  const path = new URL(`../../../rules/providers/${id}.yaml`, import.meta.url)
  const file = parseProvider(readFileSync(path, 'utf8'), `${id}.yaml`)
  const source = dataSource(file, { visiblePrefixes })
  sources.set(id, source)
  return source
}

/** A file is read once. */
const sources = new Map<string, AdapterSource>()
