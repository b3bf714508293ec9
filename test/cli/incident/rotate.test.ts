import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rulingPartOf } from '../../../src/cli/incident/trusted-configuration.ts'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { GitlabSimulator } from '../../../src/providers/simulators/gitlab.ts'
import { VaultKvSimulator } from '../../../src/providers/simulators/vault-kv.ts'
import { makeDirectory, run } from '../run-stanch.ts'
import { serveSimulator } from './serve-simulator.ts'

/** GitLab’s leaked token, which the inventory says to lie in a store. */
async function begin(keptIn: string, configuration = '') {
  const gitlab = new GitlabSimulator()
  const vault = new VaultKvSimulator()
  const planted = gitlab.plant()
  vault.write('ci/gitlab', { token: planted.value })
  const cwd = makeDirectory({ 'ci.env': `GITLAB_TOKEN=${planted.value}\n`, 'stanch.yaml': `incidents: { store: state }\n${configuration}` }) // prettier-ignore
  const player = { id: 'vault', hosts: vault.hosts, plant: () => planted, answer: vault.answer.bind(vault), effects: [] } // prettier-ignore
  const env = {
    STANCH_ACTOR: 'ann',
    GITLAB_URL: await serveSimulator(gitlab),
    VAULT_ADDR: await serveSimulator(player),
    VAULT_TOKEN: vault.token,
  }
  const stanch = async (args: readonly string[], input = '') => {
    const ended = await run(args, { cwd, env, input })
    expect(ended.stdout + ended.stderr).not.toContain(planted.value)
    return ended
  }
  await stanch(['inventory', 'add', 'ci/gitlab', '--kept-in', keptIn, '--environment', 'development', '--value-stdin'], planted.value) // prettier-ignore
  await stanch(['incident', 'trust'])
  const scan = await stanch(['scan', 'ci.env', '--format', 'json'])
  const opened = await stanch(['incident', 'open', '-', '--format', 'json'], scan.stdout)
  expect(opened.status, scan.stderr + opened.stderr).toBe(0)
  const [{ id }] = JSON.parse(opened.stdout) as [{ id: string }]
  return { gitlab, vault, planted, cwd, stanch, id }
}

test('the inventory says where a value lies, and the new one goes there', async () => {
  const { gitlab, vault, planted, stanch, id } = await begin('vault:secret/ci/gitlab')
  const planned = await stanch(['incident', 'plan', id, '--playbook', 'no-outage'])
  expect(planned.status, planned.stderr).toBe(0)
  const text = planned.stdout.replaceAll(/\s+/g, ' ')
  expect(text).toMatch(/the new value goes to Vault, secret\/ci\/gitlab/)
  expect(text).toMatch(/Not needed, as the step rotate ends the old value/)
  expect(gitlab.effects).toEqual([])
  const json = await stanch(['incident', 'plan', id, '--playbook', 'no-outage', '--format', 'json'])
  const { plan } = JSON.parse(json.stdout) as { plan: { steps: { id: string; description?: { calls: { host: string }[] } }[] } } // prettier-ignore
  const rotate = plan.steps.find((step) => step.id === 'rotate')!
  expect(new Set(rotate.description!.calls.map(({ host }) => host)).size).toBe(2)
  expect(vault.newest('ci/gitlab')).toEqual({ token: planted.value })
})

test('a command of stanch.yaml takes a new value', async () => {
  const hook = `import { readFileSync, writeFileSync } from 'node:fs'
writeFileSync('taken', readFileSync(0)); console.log('stored')`
  const yaml = `rotation:\n  hooks:\n    ci: { command: [${process.execPath}, hook.mjs], timeout: 20s }\n`
  const { cwd, stanch, id } = await begin('command:ci', yaml)
  writeFileSync(join(cwd, 'hook.mjs'), hook)
  const planned = await stanch(['incident', 'plan', id, '--playbook', 'no-outage'])
  expect(planned.status, planned.stderr).toBe(0)
  expect(planned.stdout.replaceAll(/\s+/g, ' ')).toMatch(/with the new value on its standard input/)
})

test('commands of a stanch.yaml that was found are run only once somebody has let it', () => {
  const rotation = { hooks: { ci: { command: ['curl'], timeout: '1m' } } }
  const configuration = { ...defaultConfiguration, rotation }
  expect(rulingPartOf({ configuration })).toEqual({ rotation })
})
