import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'

interface Schema {
  readonly $id: string
  readonly [key: string]: unknown
}

const file = new URL('cacao-2.0-reduced.schemas.json', import.meta.url)
const { schemas } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly schemas: readonly Schema[]
}
const base = 'https://raw.githubusercontent.com/oasis-open/cacao-json-schemas/main/schemas/'

/** As they are published: of draft 7, which passes over what `unevaluatedProperties` forbids. */
const published = new Ajv({ strict: false, allErrors: true })
for (const schema of schemas) published.addSchema(schema)

/**
 * As they are meant: unknown properties are refused. Only a command is checked apart, for the schema of an action points to
 * the base of all commands, which forbids what they add.
 */
const meant = new Ajv2019({ strict: false, allErrors: true })
for (const { $schema: _schema, ...schema } of schemas)
  meant.addSchema(
    schema.$id === `${base}commands/command-data.json`
      ? { ...schema, unevaluatedProperties: undefined }
      : schema,
  )

/** Faults of a playbook under the schemas of OASIS; empty when it fits. */
export function cacaoFaults(playbook: unknown): string[] {
  const commands = Object.values(
    (playbook as { workflow?: Record<string, { commands?: { type: string }[] }> }).workflow ?? {},
  ).flatMap((step) => step.commands ?? [])
  return [
    ...faultsOf(published.getSchema(`${base}playbook.json`)!, playbook),
    ...faultsOf(meant.getSchema(`${base}playbook.json`)!, playbook),
    ...commands.flatMap((one) =>
      faultsOf(meant.getSchema(`${base}commands/${one.type}.json`)!, one),
    ),
  ]
}

function faultsOf(validate: ValidateFunction, value: unknown): string[] {
  validate(value)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
