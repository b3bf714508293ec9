import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { literalsOf } from '../../dist/engine/anchor-index.js'
import { defaultEngineOptions } from '../../dist/engine/engine.js'
import { buildLiteralTable } from '../../dist/engine/literal-table.js'
import type { Prefilter } from '../../dist/engine/prefilter.js'
import { loadEngine, readRulePack } from '../../dist/scan/load-engine.js'
import { AhoCorasick } from './aho-corasick.ts'
import { median } from './measure.ts'
import type { Subject } from './subjects.ts'

const textBytes = 64 << 20
/** As the scanner hands them over, so that the text is in the cache once it is searched. */
const blockBytes = 1 << 20

export const prefilterColumns = [
  'text',
  'size>',
  'literals',
  'pass',
  'GB/s>',
  'from–to>',
  'reported>',
]

/** How fast the two passes over every byte are, and a textbook automaton over the same literals. */
export function benchPrefilter(tree: Subject, log: Subject, runs: number): string[][] {
  const pack = readRulePack()
  // The automaton knows nothing of what must stand around a literal.
  const literals = literalsOf(pack).map((literal) => ({
    ...literal,
    next: undefined,
    conditions: [],
  }))
  const literalTable = buildLiteralTable(literals)
  const { prefilter } = loadEngine(defaultEngineOptions, () => undefined, { pack, literalTable })
  const automaton = new AhoCorasick(literals)
  const texts = [
    { name: tree.title, bytes: readTree(tree.path, textBytes) },
    { name: 'log', bytes: readHead(log.path, textBytes) },
  ]
  return texts.flatMap(({ name, bytes }) => {
    checkSameHits(prefilter, automaton, bytes)
    const passes = [
      ['findLiterals', () => runPrefilter(prefilter, bytes, { literals: true, regions: false })],
      ['findRegions', () => runPrefilter(prefilter, bytes, { literals: false, regions: true })],
      ['both, WASM', () => runPrefilter(prefilter, bytes, { literals: true, regions: true })],
      ['Aho-Corasick, JavaScript', () => runAutomaton(automaton, bytes)],
    ] as const
    const timed = timeByTurns(
      passes.map(([, run]) => run),
      runs,
    )
    return passes.map(([pass], at) => {
      const { seconds, reported } = timed[at]!
      const rate = (one: number) => (bytes.length / 1e9 / one).toFixed(2)
      const range = `${rate(Math.max(...seconds))}–${rate(Math.min(...seconds))}`
      const size = `${(bytes.length / 1e6).toFixed(0)} MB`
      const head = at === 0 ? [name, size, String(literals.length)] : ['', '', '']
      return [...head, pass, rate(median(seconds)), range, reported.toLocaleString('en-US')]
    })
  })
}

function timeByTurns(passes: readonly (() => Pass)[], runs: number) {
  const timed = passes.map(() => ({ seconds: [] as number[], reported: 0 }))
  for (let run = 0; run < runs; run++) {
    passes.forEach((pass, at) => {
      const { seconds, reported } = pass()
      timed[at]!.seconds.push(seconds)
      timed[at]!.reported = reported
    })
  }
  return timed
}

interface Pass {
  readonly seconds: number
  /** Hits and regions. */
  readonly reported: number
}

/** Copying a block into WASM memory is not timed: the scanner reads files straight into it. */
function runPrefilter(
  prefilter: Prefilter,
  bytes: Uint8Array,
  wanted: { readonly literals: boolean; readonly regions: boolean },
): Pass {
  let ms = 0
  let reported = 0
  forEachBlock(prefilter, bytes, (start, end) => {
    const from = performance.now()
    if (wanted.literals) prefilter.findLiterals(start, end, () => reported++)
    if (wanted.regions) reported += prefilter.findRegions(start, end).regions.length
    ms += performance.now() - from
  })
  return { seconds: ms / 1000, reported }
}

function runAutomaton(automaton: AhoCorasick, bytes: Uint8Array): Pass {
  let reported = 0
  const from = performance.now()
  for (let at = 0; at < bytes.length; at += blockBytes) {
    automaton.find(bytes.subarray(at, at + blockBytes), () => reported++)
  }
  return { seconds: (performance.now() - from) / 1000, reported }
}

function forEachBlock(
  prefilter: Prefilter,
  bytes: Uint8Array,
  use: (start: number, end: number, at: number) => void,
): void {
  const address = prefilter.reserve(blockBytes)
  const behind = address + blockBytes
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes)
    prefilter.bytes.set(block, address)
    prefilter.bytes.fill(0, address + block.length, behind + 4)
    use(address, address + block.length, at)
  }
  prefilter.release(blockBytes)
}

/** Both must report every literal at every place, in whatever order. */
function checkSameHits(prefilter: Prefilter, automaton: AhoCorasick, bytes: Uint8Array): void {
  forEachBlock(prefilter, bytes, (start, end, at) => {
    const expected: string[] = []
    const actual: string[] = []
    automaton.find(bytes.subarray(at, at + blockBytes), (hit, id) => expected.push(`${hit}:${id}`))
    prefilter.findLiterals(start, end, (hit, id) => actual.push(`${hit - start}:${id}`))
    if (expected.toSorted().join() === actual.toSorted().join()) return
    const lost = expected.filter((hit) => !actual.includes(hit))
    const extra = actual.filter((hit) => !expected.includes(hit))
    throw new Error(
      `block at ${at}: the prefilter lost [${lost.slice(0, 5).join(' ')}] and added [${extra.slice(0, 5).join(' ')}]`,
    )
  })
}

function readHead(path: string, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, statSync(path).size))
  const file = openSync(path, 'r')
  readSync(file, bytes, 0, bytes.length, 0)
  closeSync(file)
  return bytes
}

/** Text files of a tree one after the other, in the order of their names. */
function readTree(path: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let filled = 0
  const add = (directory: string): void => {
    const entries = readdirSync(directory, { withFileTypes: true })
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (filled === length) return
      const name = join(directory, entry.name)
      if (entry.isDirectory() && entry.name !== '.git') add(name)
      if (!entry.isFile()) continue
      const text = readFileSync(name)
      if (text.includes(0)) continue
      const part = text.subarray(0, length - filled)
      bytes.set(part, filled)
      filled += part.length
    }
  }
  add(path)
  return bytes.subarray(0, filled)
}
