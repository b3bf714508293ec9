import type { RecordFilter } from '../../inventory/inventory-store.ts'

/** Where a body has what is asked for; `owner` and `store` stand deeper. */
const expressions = {
  owner: undefined,
  environment: `body ->> 'environment'`,
  agent: `body ->> 'agent'`,
  tool: `body ->> 'tool'`,
  provider: `body ->> 'provider'`,
  state: `body ->> 'state'`,
  store: `body #>> '{store,type}'`,
} as const satisfies Record<keyof RecordFilter, string | undefined>

/**
 * A filter as conditions, each after ` AND `, that say what `fitsFilter` says.
 *
 * @param parameters those given are added behind what stands there
 */
export function filterSql(filter: RecordFilter, parameters: unknown[]): string {
  return (Object.keys(expressions) as (keyof RecordFilter)[])
    .filter((key) => filter[key] !== undefined)
    .map((key) => {
      parameters.push(filter[key])
      const value = `$${parameters.length}::text`
      return ` AND ${
        key === 'owner'
          ? `${value} IN (body #>> '{owner,team}', body #>> '{owner,person}', body #>> '{owner,oncall}')`
          : `${expressions[key]} = ${value}`
      }`
    })
    .join('')
}
