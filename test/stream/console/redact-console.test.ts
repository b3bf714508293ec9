import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createRedactor } from '../../../src/scan/create-redactor.ts'
import { testKey } from '../../cli/run-stanch.ts'
import { plant, templates } from '../../engine/real-pack.ts'

const { secret } = plant('⟦ghp_<base62:30><crc32-base62>⟧', 1)
const token = createRedactor({ key: testKey }).redactText(secret)
const pem = plant(templates.key, 2).secret

/** Starts a program whose console is redacted; `secret` and `pem` are variables of it. */
function start(body: string, flags: readonly string[] = []) {
  const program = `
    import { redactConsole } from 'stanch/console'
    const redacted = redactConsole(undefined, JSON.parse(process.env.OPTIONS))
    const { SECRET: secret, PEM: pem } = process.env
    ${body}`
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      ...process.env,
      STANCH_KEY: testKey,
      SECRET: secret,
      PEM: pem,
      OPTIONS: '{"idleMs":20}',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()))
  return { child, output }
}

async function run(body: string, flags?: readonly string[]) {
  const { child, output } = start(body, flags)
  const [code] = (await once(child, 'close')) as [number]
  const all = output.stdout + output.stderr
  expect(all).not.toContain(secret)
  for (const line of pem.split('\n').slice(1, -1)) expect(all).not.toContain(line)
  return { ...output, code }
}

test('whatever the console writes', async () => {
  const { stdout, stderr, code } = await run(`
    console.log('a', secret, { deep: { er: [secret] } })
    console.dir({ of: { many: 'lines'.repeat(9), of_one: { object: ['x'.repeat(40), secret] } } }, { depth: 9 })
    console.table([{ secret }])
    console.error(new Error('no ' + secret))
    process.stdout.write(Buffer.from(secret + '\\n'))
    console.log(pem)
    process.emitWarning('warned of ' + secret)`)
  expect(stdout.split(token)).toHaveLength(6)
  expect(stderr.split(token).length).toBeGreaterThanOrEqual(3)
  expect(stderr).toMatch(/warned of \[stanch:/)
  expect(code).toBe(0)
})

test('threads, and pino without a destination of its own, write through it', async () => {
  const { stdout } = await run(`
    import { pino } from 'pino'
    import { Worker } from 'node:worker_threads'
    pino().info(secret)
    new Worker('console.log("thread", process.env.SECRET)', { eval: true })`)
  expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ msg: token })
  expect(stdout).toContain(`thread ${token}\n`)
})

test('a prompt and a progress bar appear while the program runs', async () => {
  const { child, output } = start(`
    process.stdout.write('10 % done\\rname? ')
    process.stdin.once('data', () => process.exit())`)
  onTestFinished(() => void child.kill('SIGKILL'))
  while (!output.stdout.endsWith('name? ')) await once(child.stdout, 'data')
  child.stdin.write('x\n')
  await once(child, 'close')
  expect(output.stdout).toBe('10 % done\rname? ')
})

test.for([
  ['the end', '', 0],
  ['exit', 'process.exit(3)', 3],
  ['an uncaught exception', 'null.x', 1],
] as const)('an unfinished line is not lost at %s', async ([, end, status]) => {
  const { stdout, code } = await run(`
    process.stdout.write('all of it: ' + secret)
    process.stderr.write(pem.split('\\n').slice(0, 5).join('\\n'))
    ${end}`)
  expect(stdout).toBe(`all of it: ${token}`)
  expect(code).toBe(status)
})

test.for([
  [
    'thrown',
    "setTimeout(() => { throw Object.assign(new Error('no ' + secret), { config: { secret } }) })",
  ],
  [
    'rejected',
    "Promise.reject(Object.assign(new Error('no ' + secret), { cause: new Error(secret) }))",
  ],
  ['no error', 'throw secret'],
  ['while loading', 'throw new Error(secret)'],
] as const)('the report of what nobody caught: %s', async ([, body]) => {
  const { stderr, code } = await run(
    `process.on('exit', (code) => console.log('exits', code)); ${body}`,
  )
  expect(stderr).toContain(token)
  expect(stderr).toMatch(/\nNode\.js v\d+/)
  expect(code).toBe(1)
})

test('who catches exceptions himself is left to it', async () => {
  const { stdout, stderr, code } = await run(`
    process.on('uncaughtException', (error) => { console.log('caught', error.message); process.exitCode = 7 })
    setTimeout(() => { throw new Error(secret) })`)
  expect({ stdout, stderr, code }).toEqual({ stdout: `caught ${token}\n`, stderr: '', code: 7 })
})

test('restore gives all of it back', async () => {
  const { stdout } = await run(`
    const listeners = () => process.listenerCount('exit')
    const before = listeners()
    process.stdout.write('held')
    const held = listeners() - before
    redacted.restore()
    redacted.restore()
    console.log(held, listeners() - before, process.listenerCount('uncaughtException'),
      Object.hasOwn(process.stdout, 'write'), Object.hasOwn(process.stderr, 'write'), secret.slice(4))`)
  expect(stdout).toBe(`held1 0 0 false false ${secret.slice(4)}\n`)
})

test('a reader that goes away ends the program as without it', async () => {
  const { child, output } = start(`setInterval(() => console.log('line'.repeat(5000)), 1)`)
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(1)
  expect(output.stderr).toMatch(/EPIPE/)
})
