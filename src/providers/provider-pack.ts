import { readFileSync } from 'node:fs'
import { StanchError } from '../text/error.ts'
import type { ProviderFile } from './adapters/data/provider-schema.ts'

/** All files of `rules/providers/`, as the build checked them: `dist/pack/providers.json`. */
export interface ProviderPack {
  readonly version: 1
  readonly providers: readonly ProviderFile[]
  /** By detection rule: characters at the start that all its secrets share. */
  readonly visiblePrefixes: Readonly<Record<string, number>>
}

// This file must stay two directories below `dist`, where the command's bundle stands, too.
const packPath = new URL('../../dist/pack/providers.json', import.meta.url)

let packed: ProviderPack | undefined

/** @throws StanchError `NOT_BUILT` */
export function readProviderPack(): ProviderPack {
  packed ??= read()
  return packed
}

function read(): ProviderPack {
  try {
    return JSON.parse(readFileSync(packPath, 'utf8')) as ProviderPack
  } catch (error) {
    throw new StanchError(
      'NOT_BUILT',
      'dist/pack/providers.json is missing: Stanch is not built. Run: npm run build',
      { cause: error },
    )
  }
}
