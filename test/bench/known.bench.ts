import { closeSync, openSync, readSync } from 'node:fs'
import { defaultEngineOptions, type Engine } from '../../dist/engine/engine.js'
import { KnownValues, type KnownValue } from '../../dist/engine/known-values.js'
import { loadEngine, readRuleSet } from '../../dist/scan/load-engine.js'
import { median } from './measure.ts'
import { RandomText } from './random-text.ts'
import type { Subject } from './subjects.ts'

const textBytes = 48 << 20
const blockBytes = 1 << 20
const valueCounts = [0, 1000, 10_000, 100_000]
const document = { kind: 'text', fileName: 'app.log', path: 'app.log' } as const

export const knownColumns = [
  'known values',
  'made in>',
  'bytes a value>',
  'tables>',
  'pass MB/s>',
  'from–to>',
  'scan MB/s>',
  'from–to>',
  'found>',
]

/** How much slower known values make a scan of a log; each block has one planted, and it must be found. */
export function benchKnown(log: Subject, runs: number): string[][] {
  const text = new RandomText(17)
  const values = Array.from({ length: Math.max(...valueCounts) }, (_, at) => makeValue(at, text))
  const cases = valueCounts.map((count) => {
    const from = performance.now()
    const known = new KnownValues(values.slice(0, count))
    const madeMs = performance.now() - from
    if (known.refused.length > 0) throw new Error(`${known.refused.length} values are refused`)
    const engine = loadEngine(defaultEngineOptions, () => undefined, readRuleSet(), known.table)
    const blocks = readBlocks(log.path, values.slice(0, count), text)
    return { count, known, madeMs, engine, blocks, passes: [] as number[], scans: [] as number[] }
  })
  let found = 0
  for (let run = 0; run < runs; run++) {
    for (const { count, engine, blocks, passes, scans } of cases) {
      passes.push(rateOf(blocks, engine, (at, end) => {
        let windows = 0
        engine.prefilter.findKnown(at, end, () => windows++)
        if (count > 0 && windows === 0) throw new Error(`${count} known values: none is met`)
      })) // prettier-ignore
      found = 0
      scans.push(rateOf(blocks, engine, (at, end) => {
        const { candidates } = engine.scan(at, end - at, document)
        found += Number(candidates.some(({ known }) => known !== undefined))
      })) // prettier-ignore
      if (count > 0 && found !== blocks.length) {
        throw new Error(`${count} known values: found in ${found} of ${blocks.length} blocks`)
      }
    }
  }
  return cases.map(({ count, known, madeMs, passes, scans, blocks }) => {
    const { table } = known
    const held = table.bytes.length + table.ends.byteLength + table.entries.length
    return [
      count.toLocaleString('en-US'),
      `${Math.round(madeMs)} ms`,
      count === 0 ? '' : String(Math.round(held / count)),
      `${(tableBytes(table.entries.length / 16) / 2 ** 20).toFixed(1)} MiB`,
      String(Math.round(median(passes))),
      rangeOf(passes),
      String(Math.round(median(scans))),
      rangeOf(scans),
      count === 0 ? '' : `${blocks.length} of ${blocks.length}`,
    ]
  })
}

function rangeOf(rates: readonly number[]): string {
  return `${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))}`
}

/** As `Prefilter.setKnown` lays them out. */
function tableBytes(windows: number): number {
  const bitsOf = (perWindow: number) => Math.max(10, Math.ceil(Math.log2(windows * perWindow + 1)))
  return (4 << Math.min(21, bitsOf(3))) + (8 << bitsOf(2))
}

const hexDigits = '0123456789abcdef'
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Of the kinds that inventories have: tokens with a prefix, passwords with signs, hex, base64, addresses. */
function makeValue(at: number, text: RandomText): KnownValue {
  // Not from the pools, whose pieces overlap: a hundred thousand values would share theirs.
  const run = (characters: string, length: number) =>
    Array.from({ length }, () => characters[text.below(characters.length)]!).join('')
  const kinds = [
    () => `app_live_${run(letters, 32)}`,
    () => run(hexDigits, 40),
    () => `${run(letters, 6)}${text.pick(['!', '$', '&', '"', '%'])}${run(letters, 9)}`,
    () => `${run(`${letters}+/`, 43)}=`,
    () => `postgres://app:${run(hexDigits, 24)}@db-${text.below(9)}.internal:5432/orders`,
  ]
  return { name: `value-${at}`, value: Buffer.from(kinds[at % kinds.length]!()) }
}

/** Blocks of the log, in each of them one value. */
function readBlocks(path: string, values: readonly KnownValue[], text: RandomText): Uint8Array[] {
  const blocks: Uint8Array[] = []
  const file = openSync(path, 'r')
  for (let at = 0; at < textBytes; at += blockBytes) {
    const block = new Uint8Array(blockBytes)
    const length = readSync(file, block, 0, blockBytes, at)
    if (length < blockBytes) break
    if (values.length > 0) block.set(text.pick(values).value, text.below(blockBytes - 4096))
    blocks.push(block)
  }
  closeSync(file)
  return blocks
}

/** MB/s; that the blocks are copied is not timed. */
function rateOf(
  blocks: readonly Uint8Array[],
  engine: Engine,
  use: (start: number, end: number) => void,
): number {
  const { prefilter } = engine
  const address = prefilter.reserve(blockBytes)
  let ms = 0
  for (const block of blocks) {
    prefilter.bytes.set(block, address)
    const from = performance.now()
    use(address, address + block.length)
    ms += performance.now() - from
  }
  prefilter.release(blockBytes)
  return (blocks.length * blockBytes) / 1e3 / ms
}
