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

/** What a detection rule knows of how its secrets are ended. */
export interface HowTo {
  /** Left out where the rule names a kind of services. */
  readonly provider?: string
  /** Says where a secret stands, not whose it is. */
  readonly isGeneric?: true
  /** Where one revokes it at the provider. */
  readonly revoke?: string
  /** Where no page is known to revoke it: where the provider documents the format. */
  readonly reference?: string
}

/** Of every detection rule: `dist/pack/how-to.json`. */
export type HowTos = Readonly<Record<string, HowTo>>

// This file must stay two directories below `dist`, where the command's bundle stands, too.
const packDirectory = new URL('../../dist/pack/', import.meta.url)

let packed: ProviderPack | undefined
let howTos: HowTos | undefined

/** @throws StanchError `NOT_BUILT` */
export function readProviderPack(): ProviderPack {
  packed ??= read<ProviderPack>('providers.json')
  return packed
}

/** @throws StanchError `NOT_BUILT` */
export function readHowTos(): HowTos {
  howTos ??= read<HowTos>('how-to.json')
  return howTos
}

function read<Content>(name: string): Content {
  try {
    return JSON.parse(readFileSync(new URL(name, packDirectory), 'utf8')) as Content
  } catch (error) {
    throw new StanchError(
      'NOT_BUILT',
      `dist/pack/${name} is missing: Stanch is not built. Run: npm run build`,
      { cause: error },
    )
  }
}
