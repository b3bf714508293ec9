import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assembleSample, seededRandom } from '../../src/rules/sample.ts'
import { sampleToken } from '../inventory/known-secret.ts'
import { makeDirectory, run } from './run-stanch.ts'

const [added, imported, stranger] = [31, 32, 33].map(sampleToken) as [string, string, string]
const address = (password: string) => ['postgres://app', `${password}@db.internal/app`].join(':')
const strong = address(assembleSample('⟦<base62:28>⟧', seededRandom(34)).text)
const weak = address(['Summer', '2024', 'Payments'].join('-'))
const withoutKey = { STANCH_KEY: undefined }

/** A repository whose inventory has the column, as who has the key leaves it. */
async function makeRepository() {
  const cwd = makeDirectory({
    'stanch.yaml': 'inventory:\n  hmsl: true\n',
    'event.json': JSON.stringify({ repository: { private: false } }),
    '.env': `TOKEN=${imported}\nDATABASE_URL=${weak}\nREPLICA_URL=${strong}\n`,
    'leak.env': `A=${added}\nB=${imported}\nC=${stranger}\nDATABASE_URL=${weak}\nREPLICA_URL=${strong}\n`,
  })
  const add = ['inventory', 'add', 'gh-7', '--value-stdin', '--hmsl', '--owner-team', 'payments']
  const told = [
    await run(add, { cwd, input: added }),
    // By stanch.yaml, in a workflow of a public repository.
    await run(['inventory', 'import', 'dotenv', '.env', '--owner-team', 'shop'], {
      cwd,
      env: { GITHUB_EVENT_PATH: join(cwd, 'event.json') },
    }),
  ]
  return { cwd, told }
}

test('a run without the key knows whose a leaked secret is; a weak one has no column', async () => {
  const { cwd, told } = await makeRepository()
  expect(told.map(({ status }) => status)).toEqual([0, 0])
  expect(told[0]!.stderr).toMatch(/do not commit it to a public repository/)
  expect(told[1]!.stderr.match(/the repository is public: anybody can try guesses/g)).toHaveLength(1) // prettier-ignore
  const inventory = readFileSync(join(cwd, 'stanch-inventory.yaml'), 'utf8')
  // Two tokens, an address, and the password in it.
  expect(inventory.match(/hmsl:[0-9a-f]{64}/g)).toHaveLength(4)

  const scan = await run(['scan', '--format', 'json', 'leak.env'], { cwd, env: withoutKey })
  expect(scan.status, scan.stderr).toBe(1)
  const owners = JSON.parse(scan.stdout).findings.map(
    ({ inventory: match }: { inventory: { owner: string; form: string } | null }) =>
      match && `${match.owner} by ${match.form}`,
  )
  expect(owners).toEqual(['payments by hmsl', 'shop by hmsl', null, null, 'shop by hmsl'])

  const match = ['inventory', 'match', '--hmsl', '--format', 'json', '-']
  const asked = await run(match, {
    cwd,
    env: withoutKey,
    input: [added, weak, strong, stranger].join('\n'),
  })
  expect(asked.status, asked.stderr).toBe(1)
  const ids = JSON.parse(asked.stdout).map((one: { inventory: { id: string } | null }) => one.inventory?.id ?? null) // prettier-ignore
  expect(ids).toEqual(['gh-7', null, expect.stringContaining('REPLICA_URL'), null])

  const keyed = await run(['scan', '--format', 'json', 'leak.env'], { cwd })
  const forms = JSON.parse(keyed.stdout).findings.map((one: { inventory: { form: string } | null }) => one.inventory?.form ?? null) // prettier-ignore
  expect(forms[3]).not.toBeNull()
  expect(forms).not.toContain('hmsl')
})
