import { mkdirSync, renameSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { loadExportEngine } from '../../scan/export/load-export-engine.ts'
import { redactExport } from '../../scan/export/redact-export.ts'
import { messageGuidance, quote } from '../../scan/incident/clean/clean-guidance.ts'
import type { CleanPlace } from '../../scan/incident/clean/clean-place.ts'
import { inspectFile } from '../../scan/incident/clean/inspect-file.ts'
import { lookAtPlace, type PlaceState } from '../../scan/incident/clean/look-at-place.ts'
import { locateFile } from '../../scan/incident/locate-file.ts'
import { readKnown } from '../../scan/read-known.ts'
import { reasonOf } from '../../text/error.ts'
import { failed, guided } from './clean-file.ts'
import type { CleanedPlace, CleanRequest } from './cleaned-place.ts'

/** A file of a chat export or transcript: a copy without its secrets, or that copy in its place. */
export async function cleanExport(
  place: CleanPlace,
  before: PlaceState,
  request: CleanRequest,
): Promise<CleanedPlace> {
  const { isInPlace, isDry, out, id, look } = request
  const origin = place.at[0]!.origin
  const stays = messageGuidance(origin.kind === 'export' ? origin.format : '')
  const command = `stanch incident clean ${id} --place ${place.number}`
  if (isDry || (!isInPlace && out === undefined))
    return guided(before, 'redact the export', [`${command} --out DIRECTORY     # a copy`, `${command} --in-place          # the file itself, no copy is kept`, stays]) // prettier-ignore
  const file = locateFile(place.path, look.root)
  if ('gone' in file) return failed(before, file.gone)
  const source = file.path.toString()
  if (isInPlace && statSync(source).nlink > 1) return failed(before, 'the file has other names (hard links), which would keep the value') // prettier-ignore
  const directory = isInPlace ? dirname(source) : out!
  const copy = join(directory, isInPlace ? `.${basename(source)}.stanch-clean` : basename(source))
  const told = await redactInto(source, copy, request)
  if (told !== undefined) return failed(before, told)
  const { digest, holds } = inspectFile(copy, look.forms)
  if (holds) return failed(before, `the copy ${copy} still holds the value in another form: delete it, and take the value out by hand`) // prettier-ignore
  const digestAfter = `sha256:${digest.toString('hex')}`
  if (!isInPlace)
    return { ...guided(before, 'a copy without its secrets was written; a scan of it finds nothing', [`${copy}`, `rm ${quote(place.path)}          # once the copy is where the export was`, stays]), digestAfter } // prettier-ignore
  renameSync(copy, source)
  const after = await lookAtPlace(place, look)
  if (after.isThere) return { ...failed(before, `it still stands there, at ${after.at.join(', ')}`), digestAfter } // prettier-ignore
  return { result: 'purged', detail: 'redacted; a scan of it finds nothing. No copy was kept', lines: [stays], ...(before.digest && { digestBefore: before.digest }), digestAfter } // prettier-ignore
}

/** @returns what went wrong */
async function redactInto(
  input: string,
  output: string,
  { value, look }: CleanRequest,
): Promise<string | undefined> {
  const { configuration, rules, storeKey, signal } = look
  const known = value === undefined ? undefined : readKnown(undefined, [{ name: 'leaked', value }])
  const engine = loadExportEngine({
    keys: [storeKey],
    rules,
    disabledRules: configuration.rules.disable,
    known: known?.table,
    onFallback: () => undefined,
  })
  try {
    mkdirSync(dirname(output), { recursive: true })
    const result = await redactExport(engine, {
      input,
      output,
      isForced: false,
      limits: configuration.limits,
      key: storeKey,
      minConfidence: 'low',
      modeOf: () => 'token',
      format: undefined,
      keepsExportTokens: false,
      signal,
    })
    if (result.interrupted) return 'interrupted'
    const [problem] = result.problems
    if (problem !== undefined) return `the export could not be read in full: ${problem.reason}`
    return result.residue.length > 0 ? 'the copy still holds secrets, as a scan of it found' : undefined // prettier-ignore
  } catch (error) {
    return reasonOf(error).split('\n')[0]!
  }
}
