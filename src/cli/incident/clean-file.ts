import { statSync } from 'node:fs'
import type { LookOptions } from '../../scan/incident/clean/look-at-place.ts'
import { lookAtPlace, type PlaceState } from '../../scan/incident/clean/look-at-place.ts'
import type { CleanPlace } from '../../scan/incident/clean/clean-place.ts'
import { quote } from '../../scan/incident/clean/clean-guidance.ts'
import { locateFile } from '../../scan/incident/locate-file.ts'
import { readRuleSet } from '../../scan/load-engine.ts'
import { loadRedactor } from '../../scan/load-redactor.ts'
import { readKnown } from '../../scan/read-known.ts'
import { rewriteFile } from '../../stream/filter/rewrite-file.ts'
import { reasonOf } from '../../text/error.ts'
import type { CleanedPlace, CleanRequest } from './cleaned-place.ts'

/** What stands in the place of a value in a file. */
const replacement = 'REDACTED'

/** A file in the work tree, or a log: says what to change, or takes the value out of it. Keeps no copy of what it was. */
export async function cleanFile(
  place: CleanPlace,
  before: PlaceState,
  { isInPlace, id, value, look }: CleanRequest,
): Promise<CleanedPlace> {
  const { path, number, at } = place
  const where = before.at.map((one) => `${path}:${one}`)
  const isArchive = at.some(({ origin }) => origin.path.includes('!'))
  if (isArchive) return guided(before, `in an archive: unpack it, take the value out, pack it anew`, where) // prettier-ignore
  if (!isInPlace)
    return guided(before, 'change these lines, or let them be changed', [
      ...(where.length === 0 ? [`${path}: it stands there in an encoded form`] : where),
      `stanch incident clean ${id} --place ${number} --in-place`,
    ])
  if (value === undefined) return failed(before, 'the value is not at hand: give it with --value-stdin') // prettier-ignore
  const file = locateFile(path, look.root)
  if ('gone' in file) return failed(before, file.gone)
  const named = file.path.toString()
  const { nlink } = statSync(file.path)
  if (nlink > 1) return failed(before, `the file has ${nlink} names (hard links), and the others would keep the value: find them with find -samefile ${quote(path)}`) // prettier-ignore
  try {
    rewriteFile({ from: named, to: named, stream: redactorOf(value, look).openBytes() })
  } catch (error) {
    return failed(before, reasonOf(error).split('\n')[0]!)
  }
  const after = await lookAtPlace(place, look)
  const digests = { ...(before.digest && { digestBefore: before.digest }), ...(after.digest && { digestAfter: after.digest }) } // prettier-ignore
  if (after.isThere) return { result: 'failed', detail: `it still stands there in another form${after.at.length > 0 ? `, at ${after.at.join(', ')}` : ''}: take it out by hand`, lines: [], ...digests } // prettier-ignore
  return {
    result: 'purged',
    detail: 'replaced by REDACTED; a scan of it finds nothing. No copy was kept',
    lines: ['What has the file open goes on writing to the old one: restart it. Blocks of the disk, snapshots and backups may still have it.'], // prettier-ignore
    ...digests,
  }
}

/** Looks for this value in all its forms, and for nothing else. */
function redactorOf(value: Uint8Array, { rules, storeKey }: LookOptions) {
  const set = rules ?? readRuleSet()
  const { table } = readKnown(undefined, [{ name: 'leaked', value }])
  return loadRedactor({
    rules: set,
    disabledRules: set.pack.rules.map(({ id }) => id),
    known: table,
    keys: [storeKey],
    minConfidence: 'low',
    modeOf: () => ({ fixed: replacement }),
  })
}

export function guided(before: PlaceState, detail: string, lines: readonly string[]): CleanedPlace {
  return { result: 'guided', detail, lines, ...(before.digest && { digestBefore: before.digest }) }
}

export function failed(before: PlaceState, detail: string): CleanedPlace {
  return { result: 'failed', detail, lines: [], ...(before.digest && { digestBefore: before.digest }) } // prettier-ignore
}
