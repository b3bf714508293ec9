import { incidentMigration } from './incident-migration.ts'

/** One step from one shape of the database to the next; never changed once released. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number
  readonly name: string
  /** Statements; all of a migration run in one transaction. */
  readonly sql: string
  /** What of it a role that works with the database must be given. `ROLE` stands for its name. */
  readonly grants: string
}

/** All that Stanch keeps in a database stands in this schema, whatever it is of. */
export const schemaSql = 'CREATE SCHEMA stanch;'

/**
 * Ascending by number. A new key of a record is a migration, too, even when no table changes: a program that does not
 * know it refuses the database as a whole, not one record of it.
 *
 * Separation: a transaction names its tenant in `stanch.tenant`. Without it no row is seen. A role that stands in
 * `tenant_role` can name only the tenants that stand there beside it. The subquery makes the planner ask once a statement.
 */
export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'inventory',
    sql: `CREATE TABLE stanch.migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE stanch.tenant_role (
  role name NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  PRIMARY KEY (role, tenant)
);

CREATE FUNCTION stanch.current_tenant() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT named.tenant
  FROM (SELECT nullif(current_setting('stanch.tenant', true), '') AS tenant) AS named
  WHERE NOT EXISTS (SELECT FROM stanch.tenant_role WHERE role = session_user)
    OR EXISTS (
      SELECT FROM stanch.tenant_role AS bound
      WHERE bound.role = session_user AND bound.tenant = named.tenant
    )
$$;

CREATE TABLE stanch.inventory_record (
  tenant text COLLATE "C" NOT NULL CHECK (octet_length(tenant) BETWEEN 1 AND 256),
  id text COLLATE "C" NOT NULL CHECK (octet_length(id) BETWEEN 1 AND 256),
  body jsonb NOT NULL CHECK (body ->> 'id' IS NOT DISTINCT FROM id AND NOT body ? 'tenant'),
  PRIMARY KEY (tenant, id)
);

CREATE TABLE stanch.inventory_fingerprint (
  tenant text COLLATE "C" NOT NULL,
  value bytea NOT NULL CHECK (octet_length(value) IN (21, 33)),
  id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, value, id),
  FOREIGN KEY (tenant, id) REFERENCES stanch.inventory_record ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX inventory_fingerprint_of_record ON stanch.inventory_fingerprint (tenant, id);

ALTER TABLE stanch.inventory_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE stanch.inventory_record FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stanch.inventory_record
  USING (tenant = (SELECT stanch.current_tenant()))
  WITH CHECK (tenant = (SELECT stanch.current_tenant()));
ALTER TABLE stanch.inventory_fingerprint ENABLE ROW LEVEL SECURITY;
ALTER TABLE stanch.inventory_fingerprint FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stanch.inventory_fingerprint
  USING (tenant = (SELECT stanch.current_tenant()))
  WITH CHECK (tenant = (SELECT stanch.current_tenant()));
`,
    grants: `GRANT USAGE ON SCHEMA stanch TO ROLE;
GRANT SELECT ON stanch.migration TO ROLE;
GRANT SELECT, INSERT, UPDATE, DELETE ON stanch.inventory_record, stanch.inventory_fingerprint TO ROLE;
`,
  },
  incidentMigration,
]

/** @param from number of the last migration that the database has; 0: none */
export function migrationSql(from: number): string {
  return migrations
    .slice(from)
    .map(
      ({ number, name, sql }) =>
        `${sql}INSERT INTO stanch.migration (number, name) VALUES (${number}, '${name}');\n`,
    )
    .join('\n')
}

/** @param role quoted as an identifier @param of numbers of migrations */
export function grantSql(role: string, of: (number: number) => boolean): string {
  return migrations
    .filter(({ number }) => of(number))
    .map(({ grants }) => grants.replaceAll(/\bROLE;$/gm, () => `${role};`))
    .join('')
}
