import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultConfiguration } from '../../../src/scan/configuration.ts'
import { loadExportEngine } from '../../../src/scan/export/load-export-engine.ts'
import { redactExport } from '../../../src/scan/export/redact-export.ts'
import { zstdChunks } from '../../../src/sources/archives/zstd.ts'
import { fingerprintKeyOf } from '../../../src/text/fingerprint.ts'
import { githubToken } from '../../exports/scan-text.ts'
import { makeTar, makeZip, unpack } from '../../sources/archives/make-archives.ts'

const key = fingerprintKeyOf(new Uint8Array(32).fill(7))
const engine = loadExportEngine({ keys: [key] })
const secrets = [githubToken(1), githubToken(2)]

async function redact(input: string, output: string) {
  return redactExport(engine, {
    input,
    output,
    key,
    isForced: false,
    limits: defaultConfiguration.limits,
    minConfidence: 'medium',
    modeOf: () => 'token',
    format: undefined,
    keepsExportTokens: false,
    signal: new AbortController().signal,
  })
}

interface Item {
  readonly kind: 'plain' | 'zip' | 'tar' | 'tgz' | 'gz' | 'zst'
  readonly texts: readonly string[]
}

const text = fc
  .array(fc.constantFrom(...secrets, 'see', '"', 'é', '\n', 'password'), { maxLength: 5 })
  .map((words) => words.join(' '))
const day = fc.array(fc.tuple(text, fc.nat()), { minLength: 1, maxLength: 3 }).map((messages) =>
  JSON.stringify(
    messages.map(([said, cut]) => {
      const at = cut % (said.length + 1)
      const elements = [said.slice(0, at), said.slice(at)].map((piece) => ({
        type: 'text',
        text: piece,
      }))
      return { type: 'message', text: said, ts: '1737714849.675319', blocks: [{ elements }] }
    }),
  ),
)
const item: fc.Arbitrary<Item> = fc.record({
  kind: fc.constantFrom('plain', 'zip', 'tar', 'tgz', 'gz', 'zst'),
  texts: fc.array(day, { minLength: 1, maxLength: 3 }),
})

function bytesOf({ kind, texts }: Item): Buffer {
  const members = texts.map((content, at) => ({ name: `general/${at}.json`, content }))
  if (kind === 'plain') return Buffer.from(texts[0]!)
  if (kind === 'gz') return gzipSync(texts[0]!)
  if (kind === 'zst') return Buffer.concat([...zstdChunks([Buffer.from(texts[0]!)])])
  if (kind === 'zip') return makeZip(members)
  return kind === 'tar' ? makeTar(members) : gzipSync(makeTar(members))
}

/** What its files hold, whatever they are packed in. */
function contentsOf(path: string): string[] {
  if (statSync(path).isDirectory())
    return readdirSync(path)
      .toSorted()
      .flatMap((name) => contentsOf(join(path, name)))
  const bytes = readFileSync(path)
  const words = unpack(bytes, 'a')
  return words[0] === 'problem a: not an archive'
    ? [bytes.toString()]
    : words.map((word) => word.slice(word.indexOf('=') + 1))
}

test('law: a copy holds no secret, is valid, else the same; a copy of it is the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (items, isFolder) => {
        const root = mkdtempSync(join(tmpdir(), 'stanch-export-'))
        try {
          const paths = isFolder ? items.map((_, at) => `in/general/${at}`) : ['in']
          paths.forEach((path, at) => {
            mkdirSync(dirname(join(root, path)), { recursive: true })
            writeFileSync(join(root, path), bytesOf(items[at]!))
          })
          const [input, output, twice] = ['in', 'out', 'twice'].map((name) => join(root, name)) as [
            string,
            string,
            string,
          ]
          const result = await redact(input, output)
          expect(result).toMatchObject({ problems: [], residue: [] })
          const before = contentsOf(input)
          const after = contentsOf(output)
          expect(after).toHaveLength(before.length)
          after.forEach((content, at) => {
            for (const secret of secrets) expect(content).not.toContain(secret)
            const messages = JSON.parse(content) as { text: string; blocks: unknown }[]
            const unmasked = JSON.parse(before[at]!) as typeof messages
            if (
              !secrets.some((secret) =>
                JSON.stringify(unmasked.map((one) => one.text)).includes(secret),
              ) &&
              !result.changed.length
            )
              expect(content).toBe(before[at])
            expect(messages.map((one) => Object.keys(one))).toEqual(
              unmasked.map((one) => Object.keys(one)),
            )
          })
          const again = await redact(output, twice)
          expect(again.changed).toEqual([])
          expect(contentsOf(twice)).toEqual(after)
          expect(readdirSync(root).toSorted()).toEqual(['in', 'out', 'twice'])
        } finally {
          rmSync(root, { recursive: true, force: true })
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('what a run that was killed has left beside the copy is told', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stanch-export-'))
  try {
    writeFileSync(join(root, 'in.json'), '[]')
    const left = ['.out.json.stanch-0a1b2c3d', '.stanch-aB3dE6']
    for (const name of left) mkdirSync(join(root, name))
    const { skipped } = await redact(join(root, 'in.json'), join(root, 'out.json'))
    const reason = 'left by a run that was killed, if none is going on: delete it'
    expect(skipped).toEqual(left.map((name) => ({ path: join(root, name), reason })))
    expect(readdirSync(root).toSorted()).toEqual([...left, 'in.json', 'out.json'])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
