import { createRequire } from 'node:module'
import { addMarks } from '../engine/add-marks.ts'
import { Engine, type EngineOptions } from '../engine/engine.ts'
import { gzipHeaderLength } from '../engine/gzip-header.ts'
import { re2jsEngine } from '../engine/re2js-regex.ts'
import type { Regex, RegexEngine, RegexMatch } from '../engine/regex.ts'
import type { KnownTable } from '../engine/known-table.ts'
import type { LiteralTable } from '../engine/literal-layout.ts'
import { StoredPack, type PackHead, type RulePack } from '../rules/rule-pack.ts'
import { reasonOf } from '../text/error.ts'
import { readBuilt } from './read-built.ts'

const require = createRequire(import.meta.url)

/** The rules of a scan and the table of their literals: plain data, so that it crosses threads. */
export interface RuleSet {
  readonly pack: RulePack
  /** Made for this pack. */
  readonly literalTable: LiteralTable
}

let builtInPack: RulePack | undefined

/** The built-in rules, compiled when Stanch was built. */
export function readRulePack(): RulePack {
  builtInPack ??= new StoredPack(
    JSON.parse(readBuilt('rules.json').toString('utf8')) as PackHead,
    readBuilt('rules.jsonl'),
  )
  return builtInPack
}

/** The built-in rules with the table that was made for them, too. */
export function readRuleSet(): RuleSet {
  return { pack: readRulePack(), literalTable: readBuilt('literals.bin') }
}

/** @param rules of a scan; the built-in ones when undefined */
export function packOf(rules: RuleSet | undefined): RulePack {
  return rules?.pack ?? readRulePack()
}

/** Names that some rule asks of a file. */
export function fileNamesOf(rules: RuleSet | undefined): readonly string[] {
  const pack = packOf(rules)
  return pack.stored?.fileNames ?? pack.rules.flatMap(({ files }) => files)
}

/**
 * Binds rules to this machine's RE2 and to WASM.
 *
 * @param onFallback told why the native RE2 is missing, when its port takes over
 * @param known values that are looked for beside what the rules find
 * @param texts marks: what a probe is told of besides
 */
export function loadEngine(
  options: EngineOptions,
  onFallback: (reason: string) => void,
  { pack, literalTable }: RuleSet = readRuleSet(),
  known?: KnownTable,
  texts: readonly string[] = [],
): Engine {
  const prefilter = new WebAssembly.Module(readBuilt('prefilter.wasm'))
  let engine: RegexEngine | undefined
  // Most texts hold nothing that a regex must look at: it is loaded with the first that does.
  const regex: RegexEngine = {
    name: 'on demand',
    compile: (pattern) => (engine ??= loadRegexEngine(onFallback)).compile(pattern),
  }
  const ports = { regex, prefilter, literalTable, gunzip, known }
  if (texts.length === 0) return new Engine(pack, ports, options)
  const { table, marks } = addMarks(pack, literalTable, texts)
  return new Engine(pack, { ...ports, literalTable: table, marks }, options)
}

/** Native RE2; where its binary is missing or of another ABI, RE2JS with the same syntax and semantics. */
export function loadRegexEngine(onFallback: (reason: string) => void): RegexEngine {
  if (process.env['STANCH_REGEX'] !== 're2js') {
    try {
      return nativeEngine(require('re2') as Re2Constructor)
    } catch (error) {
      onFallback(reasonOf(error).split('\n')[0]!)
    }
  }
  return re2jsEngine(require('re2js') as typeof import('re2js'))
}

interface Re2Instance {
  lastIndex: number
  exec(text: string): Re2Match | null
  test(text: string): boolean
}

interface Re2Match {
  readonly 0: string
  readonly index: number
  /** Under the flag d. */
  readonly indices?: readonly ([number, number] | undefined)[]
}

type Re2Constructor = new (pattern: string, flags: string) => Re2Instance

/** A bracket that only joins, or sets flags, begins none; one that is escaped may be taken for one. */
const mayHoldGroup = /\((?!\?[a-zA-Z-]*[:)])/

function nativeEngine(Re2: Re2Constructor): RegexEngine {
  const run = (regex: Re2Instance, text: string, from: number): RegexMatch | undefined => {
    regex.lastIndex = from
    const match = regex.exec(text)
    if (!match) return undefined
    if (!match.indices) return [{ start: match.index, end: match.index + match[0].length }]
    return match.indices.map((range) => range && { start: range[0], end: range[1] })
  }
  return {
    name: 're2',
    compile(pattern): Regex {
      let sticky: Re2Instance | undefined
      let global: Re2Instance | undefined
      // To say where groups are takes as long as the match itself.
      const groups = mayHoldGroup.test(pattern) ? 'd' : ''
      const search = () => (global ??= new Re2(pattern, `${groups}g`))
      return {
        matchAt: (text, at) => run((sticky ??= new Re2(pattern, `${groups}y`)), text, at),
        search: (text, from) => run(search(), text, from),
        isIn: (text) => {
          const regex = search()
          regex.lastIndex = 0
          return regex.test(text)
        },
      }
    },
  }
}

/** What can be inflated of a text that may be cut short, or go on behind the compressed data. */
function gunzip(bytes: Uint8Array, lengthMax: number): Uint8Array | 'too long' | undefined {
  const { constants, inflateRawSync } = require('node:zlib') as typeof import('node:zlib')
  try {
    return inflateRawSync(bytes.subarray(gzipHeaderLength(bytes)), {
      maxOutputLength: lengthMax,
      finishFlush: constants.Z_SYNC_FLUSH,
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ERR_BUFFER_TOO_LARGE' ? 'too long' : undefined
  }
}
