import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AwsCaller } from '../../../src/providers/aws/aws-caller.ts'
import { createHttpClient } from '../../../src/providers/http/create-http-client.ts'
import { GitlabSimulator } from '../../../src/providers/simulators/gitlab.ts'
import { fieldOf } from '../../../src/text/field-of.ts'
import { moto, startMoto } from '../../providers/importers/start-moto.ts'
import { requiredProgram } from '../../required-program.ts'
import { requiredPostgres, startPostgres } from '../../store/start-postgres.ts'
import { makeDirectory, run, type Ended } from '../run-stanch.ts'
import { serveSimulator } from './serve-simulator.ts'

const keygen = requiredProgram('ssh-keygen', 'apt-get install -y openssh-client')
const missing = [requiredPostgres, moto, keygen].find(({ path }) => path === undefined)
const page = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
const section = page.slice(
  page.indexOf('### A key leaked: what now'),
  page.indexOf('### Weak signs before any leak'),
)
const blocks = [...section.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, kind, text]) => ({ kind, text: text! })) // prettier-ignore
const commands = blocks
  .filter(({ kind }) => kind === 'sh')
  .flatMap(({ text }) => text.split('\n'))
  .filter((line) => line !== '')

/** What each command of the page ends with, in its order; a deadline of ten minutes is waited for a few times a second. */
const endings: readonly (readonly [RegExp, number, RegExp, string?])[] = [
  [/^scan /, 1, /"fingerprint"/],
  [/^incident open scan/, 0, /next .*\n? *stanch incident plan/],
  [/^incident list/, 0, /gitlab/i],
  [/^incident show/, 0, /whose/],
  [/^incident plan/, 0, /Two people have to sign/],
  [/^incident approve .*bob/, 1, /cy can/],
  [/^incident approve .*cy/, 0, /Run it: stanch incident run/],
  [/^incident run/, 1, /stanch incident attest \S+ rotate --statement/],
  [/^incident attest/, 0, /stanch incident run/],
  [/^incident run/, 1, /done {6}Prove that the old value is dead/],
  [/^incident verify/, 1, /DEAD[^]*access-token:4002/, '--every 200ms'],
  [/^incident settle/, 0, /stanch incident clean/],
  [/^incident clean/, 0, /ci\.env/],
  [/^incident close/, 0, /closed/],
  [/^incident evidence/, 0, /evidence\.tar/],
  [/^incident check-evidence/, 0, /holds|whole|complete/],
  [/^incident open --key-id/, 0, /AKIA/],
  [/^incident plan/, 0, /Nobody has to sign/],
  [/^incident run/, 130, /undo: stanch incident undo \S+ disable/],
  [/^incident undo/, 0, /undone/],
]

async function receive(): Promise<{ readonly url: string; readonly told: string[] }> {
  const told: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => told.push(text))
    request.on('end', () => response.writeHead(204).end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, told }
}

/** An account with a responder and a user whose key leaked. */
async function openAccount() {
  const server = await startMoto({ MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' })
  onTestFinished(() => server.stop())
  const base = { AWS_ENDPOINT_URL: server.url, AWS_REGION: 'eu-west-1' }
  const http = createHttpClient({ allowedHosts: [new URL(server.url).host], env: {} })
  onTestFinished(() => http.close())
  const testing = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const clock = { now: Date.now, sleep: () => Promise.resolve() }
  const root = new AwsCaller({ http, env: base, clock, region: 'eu-west-1', credentials: () => Promise.resolve(testing) }) // prettier-ignore
  const iam = async (operation: string, input: Record<string, string>) => {
    const signal = new AbortController().signal
    const { data, error } = await root.query('iam', operation, input, { signal, effect: 'once' })
    expect(error, operation).toBeUndefined()
    return fieldOf(data, 'AccessKey')
  }
  const keyOf = async (UserName: string) => {
    await iam('CreateUser', { UserName })
    return iam('CreateAccessKey', { UserName })
  }
  const responder = await keyOf('responder')
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess'
  await iam('AttachUserPolicy', { UserName: 'responder', PolicyArn })
  const leaked = await keyOf('mailer')
  await fetch(`${server.url}/moto-api/reset-auth`, { method: 'POST', body: '0' })
  return {
    keyId: String(fieldOf(leaked, 'AccessKeyId')),
    env: {
      ...base,
      AWS_ACCESS_KEY_ID: String(fieldOf(responder, 'AccessKeyId')),
      AWS_SECRET_ACCESS_KEY: String(fieldOf(responder, 'SecretAccessKey')),
    },
  }
}

function yamlOfPage(home: string, database: string, hook: string): string {
  const { text } = blocks.find(({ kind }) => kind === 'yaml')!
  const enrolled = ['bob', 'cy'].reduce((yaml, name) => {
    const path = join(home, '.ssh', name)
    spawnSync(keygen.path!, ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', path])
    return yaml.replace('ssh-ed25519 AAAA…', readFileSync(`${path}.pub`, 'utf8').trim())
  }, text)
  return enrolled
    .replace('postgres://db.example.com/stanch', database)
    .replace("'https://siem.example.com/hook'", `'${hook}', private: true`)
}

const shortIdIn = ({ stdout }: Ended) => /inc-\d+-\d+-(\w+)/.exec(stdout)![1]!

test.skipIf(missing !== undefined)(
  `the responder’s page, command by command (${missing?.skip ?? 'all there'})`,
  { timeout: 600_000 },
  async () => {
    expect(section.split('\n').length).toBeLessThanOrEqual(120)
    expect(commands).toHaveLength(endings.length)
    const [database, account, hook] = await Promise.all([startPostgres(), openAccount(), receive()])
    onTestFinished(() => database.stop())
    database.sql('CREATE ROLE team LOGIN; CREATE DATABASE stanch OWNER team')
    const gitlab = new GitlabSimulator({ isOwnServer: true })
    const { value } = gitlab.plant()
    const home = makeDirectory()
    mkdirSync(join(home, '.ssh'))
    const cwd = makeDirectory({
      'ci.env': `GITLAB_TOKEN=${value}\n`,
      'stanch.yaml': yamlOfPage(home, database.addressOf('stanch'), hook.url),
    })
    const env = {
      ...database.environmentOf('team'),
      ...account.env,
      GITLAB_URL: await serveSimulator(gitlab),
      HOOK_SECRET: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
      HOME: home,
      STANCH_KEY: undefined,
      STANCH_ACTOR: 'ann',
    }
    expect((await run(['incident', 'list'], { cwd, env })).status).toBe(2)
    expect((await run(['incident', 'trust'], { cwd, env })).status).toBe(0)
    const known: Record<string, string> = { '~': home, 'AKIA…': account.keyId }
    for (const [at, line] of commands.entries()) {
      const [start, status, says, more] = endings[at]!
      const typed = `${line.replace(/^npx stanch /, '').replace(/ +# .*/, '')} ${more ?? ''}`.trim()
      expect(typed).toMatch(start)
      const words = Object.entries(known).reduce((text, [from, to]) => text.replaceAll(from, to), typed) // prettier-ignore
      const [, asked, file] = /^(.*?)(?: > (\S+))?$/.exec(words)!
      const args = [...asked!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!) // prettier-ignore
      const ended = await run(args, {
        cwd,
        env,
        // Its account does not know of keys that are inactive, so nobody can wait for the proof.
        onStart: (child) => {
          child.stdin?.end()
          child.stdout?.on('data', (text: Buffer) => {
            if (status === 130 && String(text).includes('undo: ')) child.kill('SIGINT')
          })
        },
      })
      expect(ended.stdout + ended.stderr).not.toContain(value)
      expect(ended.stdout + ended.stderr, typed).toMatch(says)
      expect(ended.status, `${typed}\n${ended.stdout}${ended.stderr}`).toBe(status)
      if (file !== undefined) writeFileSync(join(cwd, file), ended.stdout)
      if (start.source.includes('open scan')) known['n09179'] = shortIdIn(ended)
      if (start.source.includes('key-id')) known['4dvhzx'] = shortIdIn(ended)
    }
    expect(gitlab.effects).toHaveLength(1)
    expect(hook.told.join('')).toContain('incident')
    expect(hook.told.join('')).not.toContain(value)
  },
)

test('the drill of the page', async () => {
  const [, drill] = /`npx stanch (incident drill [^`]*)`/.exec(section.replaceAll('\n', ' '))!
  const ended = await run(drill!.split(' '), { cwd: makeDirectory() })
  expect(ended.status, ended.stderr).toBe(0)
})
