import type { Migration } from './migrations.ts'

const tables = ['incident_key', 'incident', 'incident_record', 'incident_identity']

/** As tables of the inventory have it: a row is its tenant's, see `migrations`. */
const policies = tables
  .map(
    (table) => `ALTER TABLE stanch.${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE stanch.${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stanch.${table}
  USING (tenant = (SELECT stanch.current_tenant()))
  WITH CHECK (tenant = (SELECT stanch.current_tenant()));
`,
  )
  .join('')

/** Whoever owns a table may do all with it; a trigger stops slips of his, too. */
const refusals = tables
  .map(
    (table) => `CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE${
      table === 'incident' ? '' : ' OR UPDATE'
    } ON stanch.${table} FOR EACH STATEMENT EXECUTE FUNCTION stanch.refuse_change();
`,
  )
  .join('')

/**
 * Incidents. A journal only grows: records, identities and keys are neither changed nor removed, and a head goes from one
 * record to the next. Which of them hold is for the seals to say, see `JournalSeal`.
 */
export const incidentMigration: Migration = {
  number: 2,
  name: 'incident',
  sql: `CREATE TABLE stanch.incident_key (
  tenant text COLLATE "C" PRIMARY KEY CHECK (octet_length(tenant) BETWEEN 1 AND 256),
  key bytea NOT NULL CHECK (octet_length(key) = 32)
);

CREATE TABLE stanch.incident (
  tenant text COLLATE "C" NOT NULL CHECK (octet_length(tenant) BETWEEN 1 AND 256),
  id text COLLATE "C" NOT NULL CHECK (octet_length(id) BETWEEN 1 AND 64),
  sequence integer NOT NULL CHECK (sequence >= 1),
  head text NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE stanch.incident_record (
  tenant text COLLATE "C" NOT NULL,
  incident text COLLATE "C" NOT NULL,
  sequence integer NOT NULL CHECK (sequence >= 1),
  line text NOT NULL,
  PRIMARY KEY (tenant, incident, sequence),
  FOREIGN KEY (tenant, incident) REFERENCES stanch.incident
);

CREATE TABLE stanch.incident_identity (
  tenant text COLLATE "C" NOT NULL,
  identity text COLLATE "C" NOT NULL CHECK (octet_length(identity) BETWEEN 1 AND 1024),
  incident text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, identity),
  FOREIGN KEY (tenant, incident) REFERENCES stanch.incident
);
CREATE INDEX incident_identity_of_incident ON stanch.incident_identity (tenant, incident);

CREATE FUNCTION stanch.refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'what was recorded of an incident is neither changed nor removed' USING ERRCODE = '42501';
END
$$;
CREATE FUNCTION stanch.assert_next_head() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
  IF NEW.tenant <> OLD.tenant OR NEW.id <> OLD.id OR NEW.sequence <> OLD.sequence + 1 THEN
    RAISE EXCEPTION 'the head of an incident goes to its next record only' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER next_head BEFORE UPDATE ON stanch.incident
  FOR EACH ROW EXECUTE FUNCTION stanch.assert_next_head();
${refusals}
${policies}`,
  grants: `GRANT USAGE ON SCHEMA stanch TO ROLE;
GRANT SELECT ON stanch.migration TO ROLE;
GRANT SELECT, INSERT ON stanch.incident_key, stanch.incident, stanch.incident_record, stanch.incident_identity TO ROLE;
GRANT UPDATE ON stanch.incident TO ROLE;
`,
}
