import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'

type Json = Record<string, unknown>

const require = createRequire(import.meta.url)
const load = (name: string) => JSON.parse(readFileSync(require.resolve(name), 'utf8')) as unknown

const examples = load('@octokit/webhooks-examples') as { name: string; examples: Json[] }[]
const schema = load('@octokit/webhooks-schemas') as Json
const ajv = new Ajv({ strict: false, inlineRefs: false, code: { optimize: false } })
formats.default(ajv)
// Without the list of all events at its top, which takes seconds to compile.
ajv.addSchema({ definitions: schema['definitions'] }, 'webhooks')

/** All examples that GitHub gives of an event, in its order; each call has copies of its own. */
export function examplesOf(event: string): Json[] {
  return structuredClone(examples.find(({ name }) => name === event)?.examples ?? [])
}

/** The first of this action that fits GitHub's own schema: some are older. */
export function exampleOf(event: string, action?: string): Json {
  const fits = (one: Json) =>
    (action === undefined || one['action'] === action) && faultOf(event, one) === undefined
  const found = examplesOf(event).find(fits)
  if (found === undefined) throw new Error(`no example of ${event} ${action}`)
  return found
}

/** Sets fields by their paths, and looks whether the payload is still one of GitHub's. */
export function changed(event: string, payload: Json, fields: Record<string, unknown>): Json {
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.')
    let inner = payload
    for (const key of keys.slice(0, -1)) inner = (inner[key] ??= {}) as Json
    inner[keys.at(-1)!] = value
  }
  assertDocumented(event, payload)
  return payload
}

/** @throws Error when GitHub's schema of the event refuses it */
export function assertDocumented(event: string, payload: Json): void {
  const fault = faultOf(event, payload)
  if (fault !== undefined) throw new Error(`${event}: ${fault}`)
}

function faultOf(event: string, payload: Json): string | undefined {
  const action = typeof payload['action'] === 'string' ? payload['action'] : 'event'
  const validate = ajv.getSchema(`webhooks#/definitions/${event}$${action}`)
  if (validate === undefined) return `no schema of ${action}`
  return validate(payload) ? undefined : ajv.errorsText(validate.errors)
}
