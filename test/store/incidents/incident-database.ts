import type { Clock } from '../../../src/incident/clock.ts'
import type { IncidentStore } from '../../../src/incident/incident-store.ts'
import { openPostgresIncidentStore } from '../../../src/store/incidents/postgres-incident-store.ts'
import type { PostgresServer } from '../start-postgres.ts'

const databases = new WeakMap<PostgresServer, number>()

/** Rights of a role that works with incidents. */
export const incidentGrants = `GRANT USAGE ON SCHEMA stanch TO app;
GRANT SELECT ON stanch.migration TO app;
GRANT SELECT, INSERT ON stanch.incident_key, stanch.incident, stanch.incident_record, stanch.incident_identity TO app;
GRANT UPDATE ON stanch.incident TO app;`

/** Makes a database whose tables the role `owner` has, and in which `app` may work with incidents. @returns its name */
export async function makeIncidentDatabase(server: PostgresServer): Promise<string> {
  const number = (databases.get(server) ?? 0) + 1
  databases.set(server, number)
  const database = `incidents_${number}`
  if (number === 1) server.sql('CREATE ROLE owner LOGIN; CREATE ROLE app LOGIN')
  server.sql(`CREATE DATABASE ${database} OWNER owner`)
  await (await openIncidentsAs(server, { database, role: 'owner' })).close()
  server.sql(incidentGrants, { database })
  return database
}

export interface IncidentsOpenedAs {
  readonly database: string
  /** `acme` by default. */
  readonly tenant?: string
  /** `app` by default. */
  readonly role?: string
  readonly clock?: Pick<Clock, 'now'>
}

export function openIncidentsAs(
  server: PostgresServer,
  { database, tenant = 'acme', role = 'app', clock }: IncidentsOpenedAs,
): Promise<IncidentStore> {
  const env = server.environmentOf(role)
  return openPostgresIncidentStore(server.addressOf(database), tenant, env, undefined, clock)
}
