import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createRedactor as createInNode } from '../../../src/scan/create-redactor.ts'
import {
  createRedactor,
  type BrowserRedactorOptions,
} from '../../../src/scan/browser/create-redactor.ts'
import { plantedKinds, plantedLine } from '../../bench/log-lines.ts'
import { RandomText } from '../../bench/random-text.ts'
import { testKey } from '../../cli/run-stanch.ts'
import { plant, templates } from '../../engine/real-pack.ts'
import { requiredProgram } from '../../required-program.ts'
import { redactCorpus, type Corpus, type CorpusAnswer } from './redact-corpus.ts'

const pack = join(import.meta.dirname, '../../../dist/pack')
const planted = Object.values(templates).map((template, at) => plant(template, at))
const random = new RandomText(7)
const lines = Array.from({ length: 4 * plantedKinds }, (_, turn) =>
  plantedLine(turn, random, new Date(0)),
)
const zipped = gzipSync(planted.map(({ text }) => text).join('\n')).toString('base64')
const known = plant('⟦<base62:24>⟧', 9).secret
const corpus: Corpus = {
  key: testKey,
  known: { 'db/prod': known },
  texts: [
    `in${known}side ${btoa(known)} ${encodeURIComponent(`${known}+`)}`,
    ...planted.map(({ text }) => text),
    lines.join('\n'),
    `body=${zipped}\n`,
    Buffer.from(`ünïcode 😀 ${planted[0]!.text}\r\n`).toString('latin1'),
    JSON.stringify({
      deep: JSON.stringify({ deeper: JSON.stringify({ token: planted[0]!.text }) }),
    }),
    '\0\xff\xfe no text \x80',
  ],
  short: `a ${planted[0]!.text}\n${planted[2]!.text} z`,
}

let script: string
let asked: readonly string[]
beforeAll(async () => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'page.ts'),
    platform: 'browser',
  })
  const [chunk] = (await bundle.generate({ format: 'esm', minify: true })).output
  script = chunk.code
  asked = [...chunk.imports, ...chunk.dynamicImports]
})

test('the bundle asks for nothing that a browser lacks', () => {
  expect(asked).toEqual([])
  expect(script).not.toMatch(/["'`]node:|\brequire\(/)
})

function redactInNode(): CorpusAnswer {
  const masked: string[] = []
  const redactor = createInNode({
    key: corpus.key,
    known: corpus.known,
    onMasked: ({ rule, token, path }) => masked.push(`${rule} ${token} ${path}`),
  })
  return redactCorpus(redactor, corpus, masked)
}

const chromium = requiredProgram('chromium', 'apt-get install -y --no-install-recommends chromium')

test('Chromium gives what Node gives, at all places to cut', async ({ skip }) => {
  if (chromium.path === undefined) return skip(chromium.skip)
  const answer = await redactInChromium(chromium.path)
  expect(answer).toEqual(redactInNode())
  expect(answer.short).toHaveLength(1)
  for (const secret of [known, ...planted.map((one) => one.secret)]) {
    expect(answer.texts.join('\n')).not.toContain(secret)
  }
  expect(answer.texts.at(-1)).toBe(corpus.texts.at(-1))
})

/** A page of its own profile, which asks this test for the corpus and sends it the answer. */
async function redactInChromium(path: string): Promise<CorpusAnswer> {
  let give: (answer: string) => void
  const given = new Promise<string>((resolve) => (give = resolve))
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    const end = (type: string, body: string | Uint8Array) =>
      response.setHeader('content-type', type).end(body)
    if (url === '/')
      end('text/html', '<!doctype html><script type="module" src="/page.js"></script>')
    else if (url === '/page.js') end('text/javascript', script)
    else if (url === '/corpus') end('application/json', JSON.stringify(corpus))
    else if (url.startsWith('/pack/')) end('', readFileSync(join(pack, basename(url))))
    else if (url === '/answer') {
      let body = ''
      request.setEncoding('utf8').on('data', (text: string) => (body += text))
      request.on('end', () => (response.end(), give(body)))
    } else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const profile = mkdtempSync(join(tmpdir(), 'stanch-chromium-'))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ]
  const browser = spawn(path, [...flags, address], { stdio: 'ignore', detached: true })
  onTestFinished(async () => {
    process.kill(-browser.pid!, 'SIGKILL')
    server.closeAllConnections()
    server.close()
    await once(browser, 'exit')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  })
  const answer = JSON.parse(await given) as CorpusAnswer & { readonly error?: string }
  if (answer.error !== undefined) throw new Error(answer.error)
  return answer
}

const files = {
  head: readFileSync(join(pack, 'rules.json')),
  rules: readFileSync(join(pack, 'rules.jsonl')),
  literals: readFileSync(join(pack, 'literals.bin')),
  prefilter: readFileSync(join(pack, 'prefilter.wasm')),
}

test('the pack is taken as bytes, too; without a key that is said', async () => {
  const notes: string[] = []
  const redactor = await createRedactor({ pack: files, onNote: ({ code }) => notes.push(code) })
  expect(redactor.redactText(planted[0]!.text)).toMatch(/^GH=\[stanch:github-token:/)
  expect(notes).toEqual(['EPHEMERAL_KEY'])
})

test.for([
  ['nothing', {}, 'REDACTOR_OPTIONS'],
  ['a file too few', { pack: { ...files, rules: undefined } }, 'PACK_UNREADABLE'],
  ['an address where nothing is', { pack: 'http://127.0.0.1:1/' }, 'PACK_UNREADABLE'],
  ['what only Node takes', { pack: files, env: {} }, 'REDACTOR_OPTIONS'],
] as const)('%s is refused', async ([, options, code]) => {
  const made = createRedactor(options as unknown as BrowserRedactorOptions)
  await expect(made).rejects.toMatchObject({ code })
})
