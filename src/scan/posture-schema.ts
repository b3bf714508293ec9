import * as v from 'valibot'
import { forwardings, validations } from '../inventory/posture/connector.ts'
import { postureCheckIds } from '../inventory/posture/posture-check-ids.ts'
import { defaultThresholds, type AuditThresholds } from '../inventory/posture/thresholds.ts'
import { recordIdPattern } from '../inventory/record.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'
import { glob } from './glob-schema.ts'
import { isDay } from './suppressions/suppression-file.ts'

const dayExpected = 'expected the last day as YYYY-MM-DD'
const durationExpected = 'expected a duration such as 15m, 12h or 90d'

const text = (what: string) =>
  v.pipe(
    v.string(`expected ${what}`),
    v.regex(/^\P{Cc}*\S\P{Cc}*$/u, `expected ${what}, not empty`),
  )

const texts = (what: string) => v.array(text(what), `expected a list of texts: ${what}`)

const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.optional(v.pipe(schema, v.description(description)))

const days = (name: keyof AuditThresholds, description: string) => {
  const expected = 'expected a whole number of days, at least 1'
  return v.optional(
    v.pipe(
      v.number(expected),
      v.integer(expected),
      v.minValue(1, expected),
      v.maxValue(36_500, 'expected at most 36500'),
      v.description(description),
    ),
    defaultThresholds[name],
  )
}

const checkId = v.picklist(postureCheckIds, (issue) => {
  const near = nearestWord(String(issue.input), postureCheckIds)
  return `expected the id of a check${near === undefined ? '' : `; did you mean ${near}?`}`
})

const acceptSchema = v.pipe(
  v.strictObject(
    {
      check: v.pipe(checkId, v.description('Id of the check.')),
      record: described(text('the id of a record'), 'Only for this record.'),
      connector: described(text('the id of a connector'), 'Only for this connector.'),
      path: described(glob, 'Only for files of this glob.'),
      owner: v.pipe(text('a team or mail address'), v.description('Who answers for it.')),
      reason: v.pipe(text('why this may stay'), v.description('Why it may stay.')),
      expires: v.pipe(
        v.string(dayExpected),
        v.check(isDay, dayExpected),
        v.description('Last day on which it holds.'),
      ),
    },
    'expected a mapping with check, record or path or connector, owner, reason and expires',
  ),
  v.check(
    ({ record, connector, path }) =>
      [record, connector, path].filter((one) => one !== undefined).length === 1,
    'expected exactly one of record, connector and path',
  ),
)

/** `audit:` of `stanch.yaml`. */
export const auditSchema = v.strictObject(
  {
    rotationDays: days(
      'rotationDays',
      'A value that has not changed for so many days is overdue, where its record does not say when it is to change.',
    ),
    rotationStuckDays: days(
      'rotationStuckDays',
      'Two values of one credential may stand side by side for so many days.',
    ),
    unusedDays: days('unusedDays', 'A credential that was not read for so many days is unused.'),
    neverUsedDays: days(
      'neverUsedDays',
      'A credential that its store has never seen read is told of after so many days.',
    ),
    breakGlassTestDays: days(
      'breakGlassTestDays',
      'A credential for emergencies has to be tried every so many days.',
    ),
    cloudKeyDays: days(
      'cloudKeyDays',
      'A key of a cloud account that does not end by itself is old after so many days.',
    ),
    accept: v.optional(
      v.pipe(
        v.array(acceptSchema, 'expected a list of mappings'),
        v.description('Weak signs that may stay, each with who says so, why and until when.'),
      ),
      () => [],
    ),
  },
  'expected a mapping of thresholds and accept',
)

const connectorSchema = v.strictObject(
  {
    id: v.pipe(
      v.string('expected an id'),
      v.regex(
        recordIdPattern,
        'expected an id: a letter or digit, then letters, digits and . _ / @ : # + = ~ -',
      ),
      v.description('Name of the connector.'),
    ),
    tool: described(text('the name of a tool'), 'The tool of the inventory that it is.'),
    agents: described(texts('agents'), 'Agents that may call it.'),
    issuers: described(texts('issuers'), 'Whose tokens it takes: `iss`, exactly.'),
    audience: described(
      v.union([text('an audience'), texts('audiences')], 'expected an audience or a list of them'),
      'For whom a token must be meant: its own address, `aud` exactly.',
    ),
    scopes: described(texts('scopes'), 'What a token must allow.'),
    algorithms: described(
      v.array(
        v.pipe(
          v.string('expected an algorithm'),
          v.regex(
            /^(?!none$)[A-Za-z0-9-]{2,16}$/i,
            'expected an algorithm such as RS256 or EdDSA, never none',
          ),
        ),
        'expected a list of algorithms',
      ),
      'Signature algorithms that it takes; all asymmetric ones by default.',
    ),
    validates: described(
      v.array(
        v.picklist(validations, `expected ${validations.join(', ')}`),
        `expected a list of ${validations.join(', ')}`,
      ),
      'What it checks of each token before it acts.',
    ),
    forwardsToken: described(
      v.picklist(forwardings, `expected ${forwardings.join(', ')}`),
      'What it does with a token when it calls somebody else.',
    ),
    maxTtl: described(
      v.pipe(v.string(durationExpected), v.regex(/^[1-9]\d{0,6}[mhd]$/, durationExpected)),
      'Longest life of a token: 15m, 1h.',
    ),
    clients: described(
      texts('clients'),
      'Clients that may hold a token: `azp` or `client_id`, exactly.',
    ),
    jwks: described(
      v.union(
        [
          text('a path'),
          v.looseObject(
            { keys: v.array(v.record(v.string(), v.unknown()), 'expected a list of keys') },
            'expected a JWK Set with keys',
          ),
        ],
        'expected the path of a JWK Set, relative to this file, or one inline',
      ),
      'Public keys of its issuers: a JWK Set (RFC 7517), as a path relative to this file or inline.',
    ),
  },
  'expected a mapping with id, issuers, audience, scopes, validates, forwardsToken',
)

/** `connectors:` of `stanch.yaml`. */
export const connectorsSchema = v.pipe(
  v.array(connectorSchema, 'expected a list of connectors'),
  v.check(
    (connectors) => new Set(connectors.map(({ id }) => id)).size === connectors.length,
    'expected ids that differ',
  ),
)
