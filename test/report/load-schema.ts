import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { fullFormats } from 'ajv-formats/dist/formats.js'

/** Faults of `value` under a schema of this folder, as `path message`; empty when it fits. */
export type FindFaults = (value: unknown) => string[]

export function loadSchema(name: string): FindFaults {
  const path = new URL(`schemas/${name}.schema.json`, import.meta.url)
  const ajv = new Ajv({ allErrors: true, formats: fullFormats })
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object)
  return (value) => {
    validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}
