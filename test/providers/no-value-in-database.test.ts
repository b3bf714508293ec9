import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bytesOfUtf8 } from '../../src/text/bytes.ts'
import { fingerprintOf, parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { makeDirectory, run, testKey } from '../cli/run-stanch.ts'
import { makeInventoryDatabase } from '../store/inventory-database.ts'
import { requiredPostgres, startPostgres, type PostgresServer } from '../store/start-postgres.ts'
import { formsOfText } from './find-leaks.ts'
import { plantedValues } from './planted-values.ts'
import { planted } from './planted.ts'

const isMissing = requiredPostgres.path === undefined
/** Everything that a server can be told to write down; nothing compressed, nothing thrown away. */
const settings = [
  `log_statement = 'all'`,
  'log_min_duration_statement = 0',
  'log_parameter_max_length = -1',
  'log_parameter_max_length_on_error = -1',
  `log_min_error_statement = 'debug5'`,
  'wal_compression = off',
  'full_page_writes = on',
  `wal_keep_size = '1GB'`,
]
let server!: PostgresServer
if (!isMissing) server = await startPostgres({ settings })
afterAll(() => server?.stop())

/** Long columns are compressed by default, which would hide what stands there. */
const storeAsIs = `
  DO $$ DECLARE place record; BEGIN
    FOR place IN SELECT attrelid::regclass AS name, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      WHERE relnamespace = 'stanch'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND attstorage = 'x' AND NOT attisdropped
    LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', place.name, place.attname); END LOOP;
  END $$`

/** Files that hold one of the texts, in any form: by grep, as one would look, and for all at once. */
function filesWith(texts: readonly string[], ...places: readonly string[]): string[] {
  const input = texts.flatMap(formsOfText).join('\n')
  const args = ['-rlaF', '-f', '-', ...places]
  try {
    const found = execFileSync('grep', args, { input, encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } }) // prettier-ignore
    return found.trim().split('\n')
  } catch (error) {
    if ((error as { status?: number }).status === 1) return []
    throw error
  }
}

const inTables = expect.stringMatching(/\/base\/\d+\/\d+$/)
const inWriteAheadLog = expect.stringMatching(/\/pg_wal\//)
const key = parseFingerprintKey(testKey, 'test')

describe.skipIf(isMissing)(isMissing ? requiredPostgres.skip : 'with PostgreSQL', () => {
  test(
    'no value of any store comes into the database, its logs, an answer, HOME or TMPDIR',
    { timeout: 90_000 },
    async () => {
      const root = makeDirectory()
      for (const name of ['home', 'tmp']) mkdirSync(join(root, name))
      const database = await makeInventoryDatabase(server)
      server.sql(storeAsIs, { database })
      const store = server.addressOf(database)
      const canary = plantedValues(1).secrets[2]!
      const own: string[] = []
      const hidden: string[] = []
      let outputs = ''
      const ask = async (
        args: readonly string[],
        {
          role = 'app',
          env = {},
          input = '',
        }: { role?: string; env?: object; input?: string } = {},
      ) => {
        const place = { HOME: join(root, 'home'), TMPDIR: join(root, 'tmp') }
        const at = { ...place, ...server.environmentOf(role), ...env }
        const ended = await run(args, { cwd: root, env: at, input })
        outputs += `${ended.stdout}\n${ended.stderr}\n`
        return ended
      }
      const importAll = async (
        importer: (typeof planted)[number],
        at: { seed: number; fault: 'none' | 'faulty'; role?: string },
      ) => {
        const { values, secrets } = plantedValues(at.seed)
        const plant = await importer.plant({ values, fault: at.fault, directory: root })
        own.push(...(plant.files ?? []))
        hidden.push(...secrets, ...(plant.credentials ?? []))
        const where = ['--store', store, '--tenant', 'acme', '--owner-team', canary, '--verbose']
        const ended = await ask(['inventory', 'import', importer.name, ...plant.words, ...where], {
          ...(at.role !== undefined && { role: at.role }),
          env: plant.env ?? {},
          input: plant.input ?? '',
        })
        return { ...ended, values }
      }

      const known: string[] = []
      for (const [at, importer] of planted.entries()) {
        const ended = await importAll(importer, { seed: 2 + at, fault: 'none' })
        expect(ended.status, ended.stderr).toBe(0)
        known.push(...ended.values)
      }
      // Of a file and of a server that fail in parts, and of a database that takes nothing.
      const faulty = planted.filter(({ name }) => name === 'json' || name === 'vault')
      for (const importer of faulty)
        expect((await importAll(importer, { seed: 900, fault: 'faulty' })).status).toBe(2)
      const refused = await importAll(planted[0]!, { seed: 901, fault: 'none', role: 'reader' })
      expect(refused.status, refused.stderr).toBe(2)

      const strangers = plantedValues(902)
      hidden.push(...strangers.secrets)
      const text = [...known, ...strangers.values].join('\n')
      for (const [name, content] of Object.entries({
        'leaked.txt': text,
        'stanch.yaml': `inventory:\n  store: ${store}\n  tenant: acme\n`,
      }))
        writeFileSync(join(root, name), content)
      own.push('leaked.txt')
      const listed = await ask(['inventory', 'list', '--format', 'json'])
      const [{ id }, ...others] = JSON.parse(listed.stdout) as { id: string }[]
      expect(others.length + 1).toBeGreaterThanOrEqual(known.length)
      await ask(['inventory', 'show', id])
      const matched = await ask(['inventory', 'match', '--format', 'json', '-'], { input: text })
      expect(matched.status, matched.stderr).toBe(1)
      await ask(['inventory', 'export', '--format', 'cyclonedx'])
      await ask(['inventory', 'report'])
      const scanned = await ask(['scan', '--format', 'json', '--report', 'sarif:found.sarif', 'leaked.txt']) // prettier-ignore
      expect(scanned.stdout).toContain(canary)
      writeFileSync(join(root, 'scanned.json'), scanned.stdout)
      expect((await ask(['audit', '--scan-report', 'scanned.json', '--format', 'json'])).status).toBe(1) // prettier-ignore
      const redacted = await ask(['redact', '--findings', 'findings.jsonl'], { input: plantedValues(2).values[0]! }) // prettier-ignore
      expect(redacted.stdout).toContain('[stanch:')
      expect(readFileSync(join(root, 'findings.jsonl'), 'utf8')).toContain(canary)

      const encoded = plantedValues(903).secrets[0]!
      server.sql(`CREATE TABLE kept AS SELECT '${Buffer.from(`a${encoded}`).toString('base64')}'`)
      server.sql('CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT')
      await server.restart()
      const ofServer = [server.dataDirectory, server.logPath] as const
      // What is there is found: a text of the records, a fingerprint, and what is encoded, in every place.
      const places = [inTables, inWriteAheadLog, server.logPath]
      expect(filesWith([canary], ...ofServer)).toEqual(expect.arrayContaining(places))
      expect(filesWith([encoded], ...ofServer)).toEqual(expect.arrayContaining(places))
      const [first] = plantedValues(2).values as [string]
      expect(filesWith([fingerprintOf(bytesOfUtf8(first), key).slice(-32)], server.logPath)).toEqual([server.logPath]) // prettier-ignore

      const names = readdirSync(root, { recursive: true, encoding: 'utf8' })
      writeFileSync(join(root, 'outputs'), `${outputs}\n${names.join('\n')}`)
      expect(filesWith([canary], root)).toContain(join(root, 'outputs'))
      const written = filesWith(hidden, root).map((path) => relative(root, path))
      expect(written.filter((path) => !own.includes(path))).toEqual([])
      expect(written).toContain('leaked.txt')
      expect(filesWith([...hidden, testKey], ...ofServer)).toEqual([])
    },
  )
})
