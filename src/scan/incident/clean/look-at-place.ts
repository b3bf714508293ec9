import { fingerprintOf, type FingerprintKey } from '../../../text/fingerprint.ts'
import type { FoundSecret } from '../../found-secret.ts'
import { locateFile } from '../locate-file.ts'
import { PlaceReader, type PlaceReaderOptions } from '../place-reader.ts'
import type { CleanPlace } from './clean-place.ts'
import { inspectFile } from './inspect-file.ts'
import { scanWholeHistory } from './scan-whole-history.ts'

/** What a place holds of a credential now. */
export interface PlaceState {
  readonly isThere: boolean
  /** Where, `line:column`, or paths of a history; empty when it stands there in a form that no rule reads. */
  readonly at: readonly string[]
  /** Why nothing could be read there; it is then not known whether it is gone. */
  readonly unreadable?: string
  /** Of a file: keyed while the credential may stand in it, for a plain digest of little text can be guessed. */
  readonly digest?: string
}

export interface LookOptions extends PlaceReaderOptions {
  /** Tells the credential by its fingerprint. */
  readonly isRight: (found: FoundSecret) => boolean
  /** See `valueForms`; empty where the value is not at hand. */
  readonly forms: readonly Buffer[]
  readonly storeKey: FingerprintKey
}

/** Reads a place as it is now, never from memory. */
export async function lookAtPlace(place: CleanPlace, options: LookOptions): Promise<PlaceState> {
  const reader = new PlaceReader(options)
  try {
    if (place.kind === 'stdin') return { isThere: false, at: [], unreadable: 'it came on standard input' } // prettier-ignore
    return place.kind === 'git' ? await lookAtHistory(place, reader, options) : await lookAtFile(place, reader, options) // prettier-ignore
  } finally {
    reader.close()
  }
}

async function lookAtFile(
  { at, path }: CleanPlace,
  reader: PlaceReader,
  { isRight, forms, root, storeKey }: LookOptions,
): Promise<PlaceState> {
  const file = locateFile(path, root)
  if ('gone' in file) return { isThere: false, at: [], unreadable: file.gone }
  const origins = new Map(at.map(({ origin }) => [origin.path, origin]))
  const found: FoundSecret[] = []
  for (const origin of origins.values()) found.push(...(await reader.readAll(origin)))
  const lines = found.filter(isRight).map(({ finding }) => `${finding.line}:${finding.column}`)
  const { digest, holds } = inspectFile(file.path, forms)
  const isThere = lines.length > 0 || holds
  const told = isThere ? fingerprintOf(digest, storeKey) : `sha256:${digest.toString('hex')}`
  return { isThere, at: [...new Set(lines)], digest: told }
}

/** The objects that had it; where they are gone, everything that the clone holds: a rewritten history has it under other names. */
async function lookAtHistory(
  { at }: CleanPlace,
  reader: PlaceReader,
  options: LookOptions,
): Promise<PlaceState> {
  const there: string[] = []
  for (const place of at) {
    const here = await reader.read(place, options.isRight)
    if ('found' in here) there.push(`${place.line}:${place.column}`)
    else if (/no git repository/i.test(here.gone)) return { isThere: false, at: [], unreadable: here.gone } // prettier-ignore
  }
  if (there.length > 0) return { isThere: true, at: [...new Set(there)] }
  const { places, problem } = await scanWholeHistory(options)
  if (places.length > 0) return { isThere: true, at: places }
  return { isThere: false, at: [], ...(problem !== undefined && { unreadable: problem }) }
}
