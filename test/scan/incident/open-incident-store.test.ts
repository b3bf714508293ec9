import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openIncidentStore } from '../../../src/scan/incident/open-incident-store.ts'

function makeRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'stanch-place-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

test.for<[string, string | undefined, (root: string) => Record<string, string>, string]>([
  ['of the user', undefined, (root) => ({ HOME: root }), '.local/state/stanch/incidents'],
  ['as XDG says', undefined, (root) => ({ HOME: root, XDG_STATE_HOME: join(root, 'x') }), 'x/stanch/incidents'],
  ['a relative one of XDG is none', undefined, (root) => ({ HOME: root, XDG_STATE_HOME: 'x' }), '.local/state/stanch/incidents'],
  ['relative', 'some/where', () => ({}), 'some/where'],
])('where incidents are kept: %s', async ([, store, envOf, expected]) => {
  const root = makeRoot()
  const place = { store, tenant: undefined, directory: root, env: envOf(root) }
  const opened = await openIncidentStore(place)
  expect(opened.name).toBe(join(root, expected))
  expect(existsSync(join(root, expected, 'key'))).toBe(true)
  await opened.close()
}) // prettier-ignore

test.for([
  ['https://example.com/incidents', 'INCIDENT_STORE'],
  [' ', 'INCIDENT_STORE'],
  ['postgres://ann:pass@db/stanch', 'STORE_PASSWORD_IN_URL'],
  ['postgres://db/stanch', 'STORE_TENANT_MISSING'],
] as const)('no place for incidents: %s', async ([store, code]) => {
  const place = { store, tenant: undefined, directory: makeRoot(), env: {} }
  await expect(openIncidentStore(place)).rejects.toMatchObject({ code })
})
