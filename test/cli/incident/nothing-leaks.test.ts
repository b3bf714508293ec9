import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drillProviders } from '../../../src/providers/drill/drill-providers.ts'
import type { PlantedCredential } from '../../../src/providers/simulator.ts'
import { serve } from '../../providers/http/serve.ts'
import { requiredProgram } from '../../required-program.ts'
import { requiredPostgres, startPostgres } from '../../store/start-postgres.ts'
import { makeDirectory, run } from '../run-stanch.ts'
import { Pieces, writingsOf } from './pieces-of.ts'
import { serveProviders } from './quoting-providers.ts'
import { watchProcesses } from './watch-processes.ts'

const keygen = requiredProgram('ssh-keygen', 'apt-get install -y openssh-client')
const openssl = requiredProgram('openssl', 'apt-get install -y openssl')
const missing = [requiredPostgres, keygen, openssl].find(({ path }) => path === undefined)

/** Characters that a report may show of a value: the form of its kind, and whose it is. */
const shown = 16

function filesBelow(root: string, since = 0): [path: string, bytes: Uint8Array][] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((path) => {
      const entry = statSync(path, { throwIfNoEntry: false })
      return entry?.isFile() === true && entry.mtimeMs >= since
    })
    .map((path) => [path, readFileSync(path)])
}

/** Programs of this name write down what they are given before they run. */
function recordPrograms(directory: string, log: string): void {
  for (const name of ['ssh-keygen', 'git']) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    const path = join(directory, name)
    writeFileSync(path, `#!/bin/sh\n{ echo "${name} $*"; env; } >> '${log}'\nexec ${stdout.trim()} "$@"\n`) // prettier-ignore
    chmodSync(path, 0o755)
  }
}

/** As somebody would have written it down. */
function leakOf(id: string, { value, keyId, account, components = {} }: PlantedCredential): string {
  if (value.includes('PRIVATE KEY'))
    return JSON.stringify({ type: 'service_account', project_id: account?.split(/[@.]/)[1], private_key_id: keyId, private_key: value, client_email: account, client_id: '1' }, null, 2) // prettier-ignore
  if (id === 'aws')
    return `[default]\naws_access_key_id = ${keyId}\naws_secret_access_key = ${value}\n`
  const others = Object.entries(components).map(([rule, part]) => `${id}_${rule.replaceAll('-', '_')}=${part}\n`) // prettier-ignore
  const name = id === 'entra' ? 'AZURE_CLIENT_SECRET' : `${id.replaceAll('-', '_').toUpperCase()}_API_TOKEN` // prettier-ignore
  return `${others.join('')}${name}=${value}\n`
}

test.skipIf(missing !== undefined)(
  `nothing of a value is written, sent elsewhere, or handed to a process (${missing?.skip ?? 'all there'})`,
  { timeout: 600_000 },
  async () => {
    const stages = drillProviders.map((one, at) =>
      // Of one seed they would share their noise, and an id of one would look like a value of another.
      one.open({ seed: 1000 + 37 * at, hasLookAlikes: false }),
    )
    const pieces = new Pieces()
    const canary = 'Q7mX-canary-of-this-test-4bTz9LwRk2'
    pieces.add('canary', canary, 0)
    const leaks = makeDirectory()
    const outside = makeDirectory()
    const [home, temporary, bin, out] = ['home', 'tmp', 'bin', 'out'].map((name) => {
      mkdirSync(join(outside, name))
      return join(outside, name)
    }) as [string, string, string, string]
    recordPrograms(bin, join(outside, 'programs.log'))
    spawnSync(keygen.path!, ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'ann')])
    spawnSync('git', ['init', '-q', leaks])

    const startedAt = Date.now() - 1000
    const server = await startPostgres({ settings: [`log_statement = 'all'`, 'log_min_duration_statement = 0', 'log_connections = on'] }) // prettier-ignore
    onTestFinished(() => server.stop())
    server.sql('CREATE ROLE team LOGIN; CREATE DATABASE stanch OWNER team')
    const hooks: string[] = []
    const hook = await serve((request, response) => {
      hooks.push(JSON.stringify(request.headers))
      request.setEncoding('latin1').on('data', (text: string) => hooks.push(text))
      request.on('end', () => response.writeHead(204).end())
    })
    const configuration = join(outside, 'stanch.yaml')
    writeFileSync(
      configuration,
      `incidents: { store: '${server.addressOf('stanch')}' }\ninventory: { tenant: acme }\n` +
        `approvers:\n  - { name: ann, key: '${readFileSync(join(home, 'ann.pub'), 'utf8').trim()}' }\n` +
        `notify:\n  - { name: hook, type: webhook, url: '${hook.origin}/hook', private: true, secretVariable: HOOK }\n`,
    )
    const providers = await serveProviders(stages.map(({ simulator }) => simulator))
    const watch = watchProcesses(home)
    const said: string[] = []
    const env = {
      ...Object.assign({}, ...stages.map(({ planted }) => planted.env)),
      ...providers.env,
      ...server.environmentOf('team'),
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: home,
      TMPDIR: temporary,
      HOOK: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
      STANCH_ACTOR: 'ann',
    } as Record<string, string>
    const stanch = async (words: readonly string[]) => {
      const ended = await run(['incident', ...words, '--config', configuration], { cwd: leaks, env }) // prettier-ignore
      said.push(ended.stdout, ended.stderr)
      return ended
    }
    const quoted = async (manner: 'error' | 'redirect', words: readonly string[]) => {
      providers.manner = manner
      await stanch(words)
      providers.manner = 'own'
    }

    for (const [at, { planted }] of stages.entries()) {
      const { id } = drillProviders[at]!
      const { value } = planted
      pieces.add(id, value, value.includes('PRIVATE KEY') ? 64 : Math.min(shown, value.length - 16))
      writeFileSync(join(leaks, `${id}.env`), leakOf(id, planted))
    }
    const scan = ['scan', '.', '--format', 'json', '--min-confidence', 'low', '--config', '/dev/null'] // prettier-ignore
    const scanned = await run(scan, { cwd: leaks, env })
    const reportPath = join(outside, 'scan.json')
    writeFileSync(reportPath, scanned.stdout)
    const opened = await stanch(['open', reportPath, '--group', 'all', '--format', 'json'])
    const incidents = JSON.parse(opened.stdout) as { readonly id: string; readonly rule: string }[]
    const families = stages.filter(({ planted }) => incidents.some(({ rule }) => rule === planted.rule)) // prettier-ignore
    expect(families.length, opened.stderr).toBeGreaterThanOrEqual(9)
    const plan = ['plan', '--group', 'all', '--playbook', 'break-glass', '--probe']
    await quoted('error', plan)
    expect((await stanch(plan)).status).toBe(0)
    const approve = ['approve', '--group', 'all', '--break-glass', 'a test', '--key', join(home, 'ann')] // prettier-ignore
    expect(await stanch(approve)).toMatchObject({ status: 0 })
    await quoted('redirect', ['run', '--group', 'all'])
    await stanch(['run', '--group', 'all'])
    const [first] = incidents
    await stanch(['verify', first!.id, '--every', '100ms'])
    const bundle = await stanch(['evidence', first!.id, '--out', join(out, 'bundle')])
    expect(bundle.status, bundle.stderr).toBe(0)
    server.sql('CHECKPOINT')
    watch.stop()

    const places: readonly (readonly [string, Uint8Array | string])[] = [
      ...said.map((text) => ['what it said', text] as const),
      ...[...watch.seen].map((text) => ['a process', text] as const),
      ...hooks.map((text) => ['a webhook', text] as const),
      ...filesBelow(outside),
      ...filesBelow(server.dataDirectory, startedAt),
      ['the log of the database', readFileSync(server.logPath)],
    ]
    const effects = stages.flatMap(({ simulator }) => simulator.effects)
    expect(effects.length, said.join('\n')).toBeGreaterThanOrEqual(3)
    expect(watch.seen.size).toBeGreaterThan(0)
    expect(hooks.length).toBeGreaterThan(0)
    expect(readFileSync(join(outside, 'programs.log'), 'utf8')).toContain('ssh-keygen -Y')
    // What was sent to the providers shows that the values were there to leak.
    expect(pieces.in(providers.received.join('\n')).length).toBeGreaterThanOrEqual(5)
    const found = places.flatMap(([place, content]) => pieces.in(content).map((what) => `${place}: ${what}`)) // prettier-ignore
    expect(found).toEqual([])
    for (const [how, text] of writingsOf(canary))
      expect(pieces.in(`<${text}>`), how).not.toEqual([])
  },
)
