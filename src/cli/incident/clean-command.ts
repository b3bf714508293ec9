import { resolve } from 'node:path'
import { findIncident } from '../../incident/find-incident.ts'
import type { Incident } from '../../incident/incident.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { escapeControls, toJson } from '../../report/escape-controls.ts'
import { openRepository } from '../../git/repository.ts'
import { logGuidance } from '../../scan/incident/clean/clean-guidance.ts'
import { cleanPlaceName, cleanPlacesOf, type CleanPlace } from '../../scan/incident/clean/clean-place.ts' // prettier-ignore
import { lookAtPlace, type PlaceState } from '../../scan/incident/clean/look-at-place.ts'
import { valueForms } from '../../scan/incident/clean/value-forms.ts'
import { fitsIncident } from '../../scan/incident/read-leaked-value.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { keepMemoryPrivate } from '../keep-memory-private.ts'
import { readFingerprintKeys } from '../read-key.ts'
import { usage } from '../usage.ts'
import { cleanExport } from './clean-export.ts'
import { cleanFile, guided } from './clean-file.ts'
import { cleanHistory, remoteOf } from './clean-history.ts'
import type { CleanedPlace, CleanRequest } from './cleaned-place.ts'
import { openCredentialReader, type TypedValueOptions } from './credential-reader.ts'
import { inkOfOutput, writeLines } from './tell-next.ts'
import { withIncidents, type IncidentDesk, type TypedIncidentOptions } from './with-incidents.ts'
import { withJournals } from './with-journals.ts'

/** As typed. */
export interface TypedCleanOptions extends TypedIncidentOptions, TypedValueOptions {
  readonly place?: string
  readonly dryRun?: boolean
  readonly inPlace?: boolean
  readonly out?: string
  readonly format?: string
}

/**
 * `stanch incident clean`: takes the credential out of where it lies, or says how, and proves each place by a scan of it.
 *
 * @returns 0 when all these places are clean, 1 while somebody must do something, 2 when it went wrong
 */
export function cleanIncident(typedId: string, typed: TypedCleanOptions): Promise<ExitStatus> {
  const { format = 'text', dryRun: isDry = false } = typed
  assertFormat(format, ['text', 'json'])
  if (isDry && typed.inPlace) throw usage('--dry-run, --in-place: expected one of them.')
  keepMemoryPrivate()
  const signal = interruptSignal()
  return withIncidents(typed, async (desk) => {
    const id = await findIncident(desk.store, typedId)
    return withJournals({ ...desk, signal }, [id], async (ledgers) => {
      const ledger = ledgers.get(id)!
      const places = placesOf(ledger.incident, typed.place)
      const reader = openCredentialReader(typed, desk, signal)
      try {
        const { secret } = await reader.subjectOf(ledger.incident)
        const request = requestOf(ledger.incident, desk, typed, secret?.reveal(), signal)
        const cleaned: (readonly [CleanPlace, CleanedPlace])[] = []
        for (const place of places) {
          signal.throwIfAborted()
          const one = await cleanOne(place, request)
          if (!isDry) await keep(ledger, place, one)
          cleaned.push([place, one])
        }
        if (format === 'json') writeJson(id, cleaned)
        else await writeText(ledger.incident, cleaned, request)
        return statusOf(cleaned.map(([, one]) => one))
      } finally {
        reader.close()
      }
    })
  })
}

/** Only looks: how many places still hold it, or could not be read. */
export async function countUnclean(
  incident: Incident,
  desk: IncidentDesk,
  signal: AbortSignal,
): Promise<{ readonly all: number; readonly open: number }> {
  const request = requestOf(incident, desk, { dryRun: true }, undefined, signal)
  const places = cleanPlacesOf(incident.leaked.places)
  let open = 0
  for (const place of places) {
    const { isThere, unreadable } = await lookAtPlace(place, request.look)
    if (isThere || unreadable !== undefined) open++
  }
  return { all: places.length, open }
}

function placesOf({ id, leaked }: Incident, typed: string | undefined): CleanPlace[] {
  const all = cleanPlacesOf(leaked.places)
  if (typed === undefined) return all
  const chosen = all.filter(({ number }) => String(number) === typed)
  if (chosen.length > 0) return chosen
  throw usage(`--place ${typed}: expected a number from 1 to ${all.length}, as stanch incident clean ${id} --dry-run lists them.`) // prettier-ignore
}

function requestOf(
  incident: Incident,
  { configured, store }: IncidentDesk,
  typed: TypedCleanOptions,
  value: Uint8Array | undefined,
  signal: AbortSignal,
): CleanRequest {
  const { configuration, rules } = configured
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  return {
    id: incident.id,
    isDry: typed.dryRun ?? false,
    isInPlace: typed.inPlace ?? false,
    out: typed.out === undefined ? undefined : resolve(typed.out),
    value,
    look: {
      configuration,
      rules,
      root: resolve(typed.root ?? '.'),
      key: store.key,
      storeKey: store.key,
      signal,
      isRight: fitsIncident(incident, [store.key, ...(isEphemeral ? [] : keys)]),
      forms: value === undefined ? [] : valueForms(value),
    },
  }
}

async function cleanOne(place: CleanPlace, request: CleanRequest): Promise<CleanedPlace> {
  const before = await lookAtPlace(place, request.look)
  if (before.unreadable !== undefined) return guided(before, unreadable(place, before), [])
  if (place.kind === 'git') return cleanHistory(place, before, request)
  if (!before.isThere) {
    const digestAfter = before.digest === undefined ? {} : { digestAfter: before.digest }
    return { result: 'purged', detail: 'a scan of it finds nothing', lines: [], ...digestAfter }
  }
  return place.kind === 'export' ? cleanExport(place, before, request) : cleanFile(place, before, request) // prettier-ignore
}

function unreadable({ kind }: CleanPlace, { unreadable: reason = '' }: PlaceState): string {
  if (kind === 'stdin') return 'it came on standard input: clean what it came from'
  return `it cannot be told whether it is clean: ${reason}. Run this where it lies, or name that directory with --root` // prettier-ignore
}

function keep(ledger: Ledger, place: CleanPlace, one: CleanedPlace): Promise<unknown> {
  const { lines: _lines, ...event } = one
  return ledger.append({ type: 'cleaned', place: cleanPlaceName(place), ...event })
}

async function writeText(
  { id }: Incident,
  cleaned: readonly (readonly [CleanPlace, CleanedPlace])[],
  { look }: CleanRequest,
): Promise<void> {
  const ink = inkOfOutput()
  const lines = cleaned.flatMap(([place, { result, detail, lines: what }]) => [
    `${String(place.number).padStart(2)}  ${ink.paint('strong', result.padEnd(6))}  ${escapeControls(cleanPlaceName(place))}`,
    `            ${escapeControls(detail)}.`,
    ...what.map((line) => `              ${escapeControls(line)}`),
    '',
  ])
  const isClean = cleaned.every(([, { result }]) => result === 'purged')
  const remote = await remoteOfRoot(look.root)
  writeLines([
    ...lines,
    ...(isClean ? [] : [...logGuidance(remote), '']),
    ...(cleaned.length === 0 ? [`The incident ${id} names no place.`] : [isClean ? `All ${cleaned.length} are clean.` : `Then once more: stanch incident clean ${id}`]), // prettier-ignore
  ])
}

async function remoteOfRoot(root: string) {
  try {
    return await remoteOf(openRepository(root))
  } catch {
    return undefined
  }
}

function writeJson(
  incident: string,
  cleaned: readonly (readonly [CleanPlace, CleanedPlace])[],
): void {
  const places = cleaned.map(([place, { lines, ...one }]) => ({ number: place.number, kind: place.kind, place: cleanPlaceName(place), ...one, next: lines })) // prettier-ignore
  process.stdout.write(`${toJson({ incident, places }, 2)}\n`)
}

function statusOf(cleaned: readonly CleanedPlace[]): ExitStatus {
  if (cleaned.some(({ result }) => result === 'failed')) return exitStatus.failed
  return cleaned.every(({ result }) => result === 'purged') ? exitStatus.clean : exitStatus.found
}
