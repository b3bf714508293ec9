import fc from 'fast-check'
import { checkRecord } from '../../src/inventory/check-record.ts'
import {
  fingerprintForms,
  identityProofs,
  recordStates,
  rotationStrategies,
  type InventoryRecord,
} from '../../src/inventory/record.ts'

const nastyTexts = [
  'true', 'null', 'Yes', 'n', '~', '-', '- a', '? a', ': a', 'a: b', 'a:', 'a #b', 'a#b', '#a', "it's", '"', "''", '|', '>',
  '&a', '*a', '!a', '%a', '@a', '`a', '{}', '[]', '{a', '[a', 'a, b', '1', '1.5', '0x1F', '1e3', '.inf', '.nan', '2026-01-01',
  '12:30:45', '90d', ' a', 'a ', 'a  b', 'é', '漢字', '😀', '\u00a0a', 'a\u2028b', '\ufeff', '---', '...', '<<', '=', '--help', '__proto__',
] // prettier-ignore

const text = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).map(onOneLine),
  fc.stringMatching(/^[a-z]{1,12}(?: [a-z:#'",]{1,8}){0,3}$/),
)

const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .chain((date) =>
    fc.constantFrom(date.toISOString().slice(0, 10), `${date.toISOString().slice(0, 19)}Z`),
  )

const hex = (length: number) =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...'0123456789abcdef') })

const fingerprint = fc.record(
  {
    form: fc.constantFrom(...fingerprintForms),
    value: fc.oneof(
      fc.tuple(hex(8), hex(32)).map(([kid, digits]) => `v1:${kid}:${digits}`),
      hex(64).map((digits) => `hmsl:${digits}`),
    ),
    version: text,
  },
  { requiredKeys: ['form', 'value'] },
)

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 })
const partly = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [] })

/** Records that a store takes, of all shapes that the schema has. */
export const anyRecord: fc.Arbitrary<InventoryRecord> = fc
  .record(
    {
      id: fc.oneof(
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/@:#+=~-]{0,30}$/),
        fc.constantFrom('true', 'null', 'no', '1', '1e3', '0x1F', '2026-01-01', 'a:', 'a#', '90d'),
      ),
      state: fc.constantFrom(...recordStates),
      fingerprints: some(fingerprint),
      stateSince: time,
      stateReason: text,
      tenant: text,
      provider: text,
      kind: text,
      credentialRef: text,
      purpose: text,
      environment: text,
      agent: text,
      tool: text,
      audience: text,
      owner: partly({ team: text, person: text, oncall: text }),
      consumers: some(text),
      scopes: some(text),
      store: fc.record(
        { type: text, path: text, version: text, stage: text },
        { requiredKeys: ['type'] },
      ),
      ttl: fc.stringMatching(/^[1-9]\d{0,4}[mhd]$/),
      createdAt: time,
      expiresAt: time,
      rotation: fc.record(
        {
          strategy: fc.constantFrom(...rotationStrategies),
          currentVersion: text,
          pendingVersion: text,
          pendingSince: time,
        },
        { requiredKeys: ['strategy'] },
      ),
      revocation: fc.record(
        {
          adapter: text,
          identityProof: fc.constantFrom(...identityProofs),
          reversible: fc.boolean(),
        },
        { requiredKeys: ['adapter'] },
      ),
      breakGlass: partly({ testedAt: time }),
      hint: fc
        .stringMatching(/^[!-~]{0,4}(?:…|\.{3}|\*+)[!-~]{0,4}$/)
        .filter((one) => one.length < 20),
      source: fc.record({ importer: text, at: time }),
    },
    { requiredKeys: ['id', 'state', 'fingerprints'] },
  )
  .map((record) => checkRecord(record as InventoryRecord))

/** Control characters may not stand in a record; everything else may. */
function onOneLine(value: string): string {
  return value.replaceAll(/\p{Cc}/gu, 'x')
}
