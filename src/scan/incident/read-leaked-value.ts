import type { Incident } from '../../incident/incident.ts'
import { keyIdIdentity, isKeyIdRule } from '../../incident/identities.ts'
import type { LeakPlace } from '../../incident/exposure.ts'
import { StanchError } from '../../text/error.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import { Secret } from '../../text/secret.ts'
import type { FoundSecret } from '../found-secret.ts'
import { keyIdOf } from './credential-of-findings.ts'
import { placeName } from './drafts-of-report.ts'
import { valuesIn } from './identify-value.ts'
import { PlaceReader, type PlaceReaderOptions } from './place-reader.ts'
import { readQuarantine } from './read-quarantine.ts'
import { wipeFound } from './wipe-found.ts'

/** Where the value of an incident is taken from; there is no way that leads through an argument or the environment. */
export type ValueOrigin =
  /** Given by a person; overwritten once it is read. */
  | { readonly kind: 'stdin'; readonly bytes: Uint8Array }
  /** The places where it leaked, and former versions of their files. */
  | { readonly kind: 'place' }
  /** A record that the filter withheld, or a directory of them, and the file of age's identity that opens them. */
  | { readonly kind: 'quarantine'; readonly path: string; readonly identityPath: string }

export interface LeakedValueOptions extends Omit<PlaceReaderOptions, 'key'> {
  readonly storeKey: FingerprintKey
  /** Under which reports were written, where this run has them. */
  readonly keys: readonly FingerprintKey[]
}

/** The value of a credential, for as long as it is needed. */
export interface LeakedValue {
  readonly secret: Secret
  /** Further parts that stand with it, by rule id. */
  readonly components: Readonly<Record<string, Secret>>
  readonly keyId: string | undefined
  /** For people: where it was read. */
  readonly from: string
  /** Overwrites it in memory. What a library has copied of it meanwhile stays until the garbage collector comes. */
  wipe(): void
}

type Leaked = Pick<Incident, 'id' | 'identities' | 'leaked'>

/** Places that are told when none has it. */
const toldMax = 5

/**
 * The incident's value, checked by its fingerprint: what is read is this credential, or an error.
 *
 * @throws StanchError `LEAKED_VALUE_OTHER`, `LEAKED_VALUE_GONE`, `QUARANTINE_UNREADABLE`
 */
export async function readLeakedValue(
  incident: Leaked,
  origin: ValueOrigin,
  options: LeakedValueOptions,
): Promise<LeakedValue> {
  const isRight = fitsIncident(incident, [options.storeKey, ...options.keys])
  if (origin.kind === 'place') return readPlaces(incident, isRight, options)
  const texts: AsyncIterable<readonly [from: string, bytes: Uint8Array]> =
    origin.kind === 'stdin'
      ? onlyText(origin.bytes)
      : readQuarantine(origin.path, origin.identityPath)
  for await (const [from, bytes] of texts) {
    options.signal.throwIfAborted()
    const value = valueIn(bytes, from, isRight, options)
    bytes.fill(0)
    if (value !== undefined) return value
  }
  throw otherValue(incident, origin.kind)
}

/** Whether what was found is the incident's credential: by its own fingerprint, or by that of the key id that stands with it. */
export function fitsIncident(
  { identities }: Pick<Incident, 'identities'>,
  keys: readonly FingerprintKey[],
): (found: FoundSecret) => boolean {
  const known = new Set(identities)
  return (found) => {
    if (isKeyIdRule(found.finding.rule)) return false
    if (keys.some((key) => known.has(fingerprintOf(found.value, key)))) return true
    const keyId = keyIdOf(found)
    return keyId !== undefined && keys.some((key) => known.has(keyIdIdentity(keyId, key)))
  }
}

// eslint-disable-next-line require-await
async function* onlyText(bytes: Uint8Array): AsyncGenerator<readonly [string, Uint8Array]> {
  yield ['standard input', bytes]
}

function valueIn(
  bytes: Uint8Array,
  from: string,
  isRight: (found: FoundSecret) => boolean,
  { storeKey, rules }: LeakedValueOptions,
): LeakedValue | undefined {
  const all = valuesIn(bytes, { key: storeKey, rules })
  const right = all.find(isRight)
  const value = right && toLeakedValue(right, from, storeKey)
  for (const found of all) wipeFound(found)
  return value
}

async function readPlaces(
  incident: Leaked,
  isRight: (found: FoundSecret) => boolean,
  options: LeakedValueOptions,
): Promise<LeakedValue> {
  const reader = new PlaceReader({ ...options, key: options.storeKey })
  const { places } = incident.leaked
  const reasons: string[] = []
  try {
    for (const place of places) {
      const read = await reader.read(place, isRight)
      if ('found' in read) return toLeakedValue(read.found, placeName(place), options.storeKey)
      reasons.push(`${placeName(place)}: ${read.gone}`)
    }
    for (const place of firstOfFiles(places)) {
      const read = await reader.readHistory(place, isRight)
      const from = `git history of ${place.origin.path}`
      if ('found' in read) return toLeakedValue(read.found, from, options.storeKey)
      reasons.push(`${from}: ${read.gone}`)
    }
  } finally {
    reader.close()
  }
  throw goneValue(incident, reasons)
}

/** One place of each file; more would have the same history. */
function firstOfFiles(places: readonly LeakPlace[]): LeakPlace[] {
  const byPath = new Map(places.map((place) => [place.origin.path, place]))
  return [...byPath.values()].filter(
    ({ origin }) => origin.kind === 'file' || origin.kind === 'git',
  )
}

function toLeakedValue(found: FoundSecret, from: string, key: FingerprintKey): LeakedValue {
  const secret = new Secret(found.value, key)
  const components = Object.fromEntries(
    found.finding.components.map(({ rule }, at) => [
      rule,
      new Secret(found.componentValues[at]!, key),
    ]),
  )
  return {
    secret,
    components,
    keyId: keyIdOf(found) ?? found.finding.details?.keyId,
    from,
    wipe() {
      for (const one of [secret, ...Object.values(components)]) one.reveal().fill(0)
    },
  }
}

function otherValue({ id, leaked }: Leaked, kind: 'stdin' | 'quarantine'): StanchError {
  const what = leaked.keyId === undefined ? leaked.name : `${leaked.name} ${leaked.keyId}`
  const got =
    kind === 'stdin'
      ? 'standard input: expected the value of the incident, got another one'
      : 'quarantine: expected a record that holds the value of the incident, got none'
  return new StanchError(
    'LEAKED_VALUE_OTHER',
    `${got}. Incident ${id} is about: ${what}. Nothing was sent anywhere.\n` +
      'An incident that was opened by a key id alone knows its value only together with that id: give both, one a line.',
  )
}

function goneValue({ id }: Leaked, reasons: readonly string[]): StanchError {
  const rest = reasons.length - toldMax
  const told =
    reasons.length === 0
      ? ['the incident names no place that can be read']
      : [...reasons.slice(0, toldMax), ...(rest > 0 ? [`and ${rest} more`] : [])]
  return new StanchError(
    'LEAKED_VALUE_GONE',
    `Incident ${id}: its value could not be read again:\n${told.map((one) => `  ${one}`).join('\n')}\n` +
      'Run this where the file or the repository is, or name that directory with --root. Or give the value on standard input ' +
      'with --value-stdin, or a withheld record with --quarantine and --identity.',
  )
}
