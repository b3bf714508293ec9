import * as v from 'valibot'
import {
  fingerprintForms,
  identityProofs,
  recordIdPattern,
  recordStates,
  rotationStrategies,
} from './record.ts'

const text = (what: string) =>
  v.pipe(
    v.string(`expected ${what}`),
    v.regex(/^\P{Cc}+$/u, `expected ${what} on one line`),
    v.maxLength(1024, `expected ${what} of at most 1,024 characters`),
  )

const texts = (what: string) => v.array(text(what), `expected a list of texts: ${what}`)

const time = v.pipe(
  v.string('expected a time as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ'),
  v.regex(
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?$/,
    'expected a time as YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, in UTC',
  ),
  v.check((value) => isTime(value), 'expected a day that the calendar has'),
)

const duration = v.pipe(
  v.string('expected a duration such as 15m, 12h or 90d'),
  v.regex(/^[1-9]\d{0,6}[mhd]$/, 'expected a duration such as 15m, 12h or 90d'),
)

const fingerprint = v.strictObject(
  {
    form: v.picklist(fingerprintForms, `expected ${fingerprintForms.join(', ')}`),
    value: v.pipe(
      v.string('expected a fingerprint'),
      v.regex(
        /^(?:v1:[0-9a-f]{8}:[0-9a-f]{32}|hmsl:[0-9a-f]{64})$/,
        'expected a fingerprint, v1:<kid>:<32 hex digits> or hmsl:<64 hex digits>, never the value itself',
      ),
    ),
    version: v.optional(text('the name of a version')),
  },
  'expected a mapping with form and value',
)

const owner = v.strictObject(
  {
    team: v.optional(text('the name of a team')),
    person: v.optional(text('a name or mail address')),
    oncall: v.optional(text('whom to wake')),
  },
  'expected a mapping with team, person, oncall',
)

const store = v.strictObject(
  {
    type: text('the kind of the store'),
    path: v.optional(text('a path in the store')),
    version: v.optional(text('the name of a version')),
    stage: v.optional(text('the name of a stage')),
  },
  'expected a mapping with type, path, version, stage',
)

const rotation = v.strictObject(
  {
    strategy: v.picklist(rotationStrategies, `expected ${rotationStrategies.join(', ')}`),
    currentVersion: v.optional(text('the name of a version')),
    pendingVersion: v.optional(text('the name of a version')),
    pendingSince: v.optional(time),
  },
  'expected a mapping with strategy, currentVersion, pendingVersion, pendingSince',
)

const revocation = v.strictObject(
  {
    adapter: text('the name of an adapter'),
    identityProof: v.optional(v.picklist(identityProofs, `expected ${identityProofs.join(', ')}`)),
    reversible: v.optional(v.boolean('expected true or false')),
  },
  'expected a mapping with adapter, identityProof, reversible',
)

const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.optional(v.pipe(schema, v.description(description)))

/** A record as files have it; its output is an `InventoryRecord`. */
export const recordSchema = v.strictObject(
  {
    id: v.pipe(
      v.string('expected an id'),
      v.regex(
        recordIdPattern,
        'expected an id: a letter or digit, then letters, digits and . _ / @ : # + = ~ -, at most 256',
      ),
      v.description('Name of the record, unique within a tenant.'),
    ),
    tenant: described(text('the name of a tenant'), 'Whose it is on a platform of many.'),
    provider: described(text('the name of a provider'), 'Who issued it.'),
    kind: described(text('a rule id'), 'Id of the detection rule for its kind.'),
    credentialRef: described(
      text('the provider’s name of it'),
      'The provider’s own name of it, such as a key id; never the value.',
    ),
    purpose: described(text('a purpose'), 'What it is for.'),
    owner: described(owner, 'Who answers for it.'),
    state: v.pipe(
      v.picklist(recordStates, `expected ${recordStates.join(', ')}`),
      v.description('State as of NIST SP 800-57 and CycloneDX.'),
    ),
    stateSince: described(time, 'Since when it is in this state.'),
    stateReason: described(text('a reason'), 'Why it was put into this state.'),
    environment: described(text('an environment'), 'Such as production or staging.'),
    agent: described(text('the name of an agent'), 'The agent that uses it.'),
    tool: described(text('the name of a tool'), 'The tool or connector that uses it.'),
    consumers: described(texts('consumers'), 'What else uses it: services, jobs, repositories.'),
    scopes: described(texts('scopes'), 'What it may do.'),
    audience: described(text('an audience'), 'For whom a token is meant.'),
    store: described(store, 'Where the value lies.'),
    ttl: described(duration, 'How long a value lives by itself: 15m, 12h, 90d.'),
    createdAt: described(time, 'When it was issued.'),
    expiresAt: described(time, 'When it ends by itself.'),
    lastRotatedAt: described(time, 'When its value last changed.'),
    lastAccessedAt: described(time, 'When it was last read or used, as far as its store knows.'),
    nextRotationAt: described(time, 'When its value is to change next.'),
    rotation: described(rotation, 'How it is replaced.'),
    revocation: described(revocation, 'How it is made useless.'),
    breakGlass: described(
      v.strictObject({ testedAt: v.optional(time) }, 'expected a mapping with testedAt'),
      'Set for a credential that is kept for emergencies.',
    ),
    hint: described(
      v.pipe(
        v.string('expected a hint'),
        v.regex(
          /^[!-~]{0,4}(?:…|\.{3}|\*+)[!-~]{0,4}$/,
          'expected a hint: at most 4 characters, …, at most 4 characters',
        ),
      ),
      'At most 4 characters of its head and 4 of its tail.',
    ),
    fingerprints: v.pipe(
      v.optional(v.array(fingerprint, 'expected a list of fingerprints'), () => []),
      v.description('Keyed fingerprints of its forms and versions.'),
    ),
    source: described(
      v.strictObject(
        { importer: text('the name of an importer'), at: time },
        'expected a mapping with importer and at',
      ),
      'What wrote it last, and when.',
    ),
  },
  'expected a mapping of keys to values',
)

/** `stanch-inventory.yaml`, version 1. */
export const inventoryFileSchema = v.strictObject(
  {
    version: v.pipe(
      v.literal(1, 'expected 1, the version of this format that this release of Stanch reads'),
      v.description('Version of this format.'),
    ),
    records: v.pipe(
      v.array(recordSchema, 'expected a list of records'),
      v.description('Known credentials, ascending by tenant and id.'),
    ),
  },
  'expected a mapping with version and records',
)

/** Of a text in the form above. By hand, as a `Date` for each time is most of what checking a record costs. */
function isTime(text: string): boolean {
  const year = numberAt(text, 0) * 100 + numberAt(text, 2)
  const month = numberAt(text, 5)
  const day = numberAt(text, 8)
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return false
  return (
    text.length === 10 ||
    (numberAt(text, 11) <= 23 && numberAt(text, 14) <= 59 && numberAt(text, 17) <= 59)
  )
}

/** Of two digits. */
function numberAt(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
