import type { CompiledRule, RulePack } from '../rules/rule-pack.ts'
import type { Anchors } from '../rules/rule.ts'
import { addSet, type ByteSet } from '../text/byte-set.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { nameAround, readAssignment, type Assignment } from './assignment.ts'
import type { Candidate, RuleMatch, Text } from './candidate.ts'
import { checkSecret } from './check.ts'
import { decoders, decodingNames, makeOffsetMap, type OffsetMap } from './decode.ts'
import { buildLiteralTable, type Literal, type LiteralTable } from './literal-table.ts'
import { matchKeyword, matchLiteral, matchName, type ReadyRule } from './match-rules.ts'
import { isOrdinaryValue } from './ordinary-value.ts'
import { Prefilter, regionKinds, type Region } from './prefilter.ts'
import type { Regex, RegexEngine } from './regex.ts'
import { joinWrapped } from './wrapped-base64.ts'

/** What the engine cannot do by itself. */
export interface EnginePorts {
  readonly regex: RegexEngine
  /** The compiled `wasm/` module. */
  readonly prefilter: WebAssembly.Module
  /** The pack's literal table, if it was built with it; otherwise it is made now. */
  readonly literalTable?: LiteralTable
  /** Inflates gzip; `undefined` when damaged or longer than `lengthMax`. */
  readonly gunzip?: (bytes: Uint8Array, lengthMax: number) => Uint8Array | undefined
}

export interface EngineOptions {
  /** How many encodings around a secret are undone. */
  readonly decodeDepth: number
  /** Ids of rules that take no part. */
  readonly disabledRules: readonly string[]
}

export const defaultEngineOptions: EngineOptions = { decodeDepth: 3, disabledRules: [] }

/** Decoded bytes at most, for each byte of a window: a limit against encodings made to be dear. */
const decodeFactor = 12
const decodeFloorBytes = 1 << 20
/** Longest inflated text of one base64 run. */
const gunzipBytesMax = 16 << 20

interface AnchoredRule {
  readonly ready: ReadyRule
  readonly except: (secret: string) => boolean
}

/** Rules bound to WASM memory and a regex library. One thread, one engine; documents go through `Scanner`. */
export class Engine {
  readonly prefilter: Prefilter
  readonly #ports: EnginePorts
  readonly #options: EngineOptions
  readonly #literals: readonly Literal[]
  readonly #rulesOf: readonly (readonly AnchoredRule[])[]

  constructor(pack: RulePack, ports: EnginePorts, options: EngineOptions = defaultEngineOptions) {
    this.#ports = ports
    this.#options = options
    const { literals, rulesOf } = indexAnchors(pack.rules, ports.regex, options.disabledRules)
    this.#literals = literals
    this.#rulesOf = rulesOf
    const table = ports.literalTable ?? buildLiteralTable(literals)
    this.prefilter = new Prefilter(ports.prefilter, table)
  }

  /**
   * Finds what stands in `length` bytes at `address` of the prefilter's memory.
   *
   * @param document what is known of the document
   * @returns candidates with offsets from `address`, unresolved; `limited` when encoded text was left undecoded
   */
  scan(
    address: number,
    length: number,
    document: Pick<Text, 'kind' | 'fileName'>,
  ): { candidates: Candidate[]; limited: boolean } {
    const budget = { bytes: length * decodeFactor + decodeFloorBytes, limited: false }
    const candidates = this.#scanText(address, length, document, 0, budget)
    return { candidates, limited: budget.limited }
  }

  #scanText(
    address: number,
    length: number,
    document: Pick<Text, 'kind' | 'fileName'>,
    depth: number,
    budget: Budget,
  ): Candidate[] {
    const candidates: Candidate[] = []
    const text = { ...document, bytes: this.prefilter.bytes.subarray(address, address + length) }
    let lastName: Span = { start: -1, end: -1 }
    let lastAssignment: Assignment | undefined
    const assignmentAt = (from: number, to: number) => {
      if (from < lastName.start || to > lastName.end) {
        lastName = nameAround(text.bytes, from, to)
        lastAssignment = readAssignment(text.bytes, lastName)
      }
      return lastAssignment
    }
    this.prefilter.findLiterals(address, address + length, (hit, id) => {
      const at = hit - address
      const end = at + this.#literals[id]!.text.length
      for (const { ready, except } of this.#rulesOf[id]!) {
        const { kind } = ready.rule.anchors
        if (kind === 'literals') {
          add(candidates, matchLiteral(ready, text, at), text, except)
        } else if (kind === 'keywords') {
          for (const match of matchKeyword(ready, text, at, end)) {
            if (add(candidates, match, text, except)) break
          }
        } else if (text.kind !== 'lock') {
          const assignment = assignmentAt(at, end)
          if (!assignment) continue
          const match = matchName(ready, text, assignment)
          if (match && isOrdinary(match, assignment, text)) continue
          add(candidates, match, text, except)
        }
      }
    })
    if (depth < this.#options.decodeDepth) {
      candidates.push(...this.#scanEncoded(address, length, document, depth, budget))
    }
    return candidates
  }

  #scanEncoded(
    address: number,
    length: number,
    document: Pick<Text, 'kind' | 'fileName'>,
    depth: number,
    budget: Budget,
  ): Candidate[] {
    const end = address + length
    const { regions, full } = this.prefilter.findRegions(address, end)
    if (full) budget.limited = true
    const found: Candidate[] = []
    for (const region of joinWrapped(regions, this.prefilter.bytes, end)) {
      if (region.end - region.start > budget.bytes) {
        budget.limited = true
        continue
      }
      found.push(...this.#scanRegion(region, address, document, depth, budget))
    }
    return found
  }

  /** Decodes one region behind the text, scans what comes out, and maps it back. */
  #scanRegion(
    region: Region,
    address: number,
    document: Pick<Text, 'kind' | 'fileName'>,
    depth: number,
    budget: Budget,
  ): Candidate[] {
    const decoded = this.#decode(region)
    if (!decoded) return []
    budget.bytes -= decoded.length
    const candidates = this.#scanText(decoded.address, decoded.length, document, depth + 1, budget)
    this.prefilter.release(decoded.reserved)
    if (candidates.length === 0) return []
    const spanOf = decoded.spanOf()
    return candidates.map((candidate) => {
      const span = spanOf(candidate.span)
      return {
        ...candidate,
        span: { start: span.start - address, end: span.end - address },
        decoded: [...namesOf(region), ...candidate.decoded],
      }
    })
  }

  #decode(region: Region): Decoded | undefined {
    if (region.kind === regionKinds.gzipBase64) return this.#decodeGzip(region)
    const decode = decoders[region.kind]
    const reserved = region.end - region.start
    const address = this.prefilter.reserve(reserved)
    const memory = this.prefilter.bytes
    const output = memory.subarray(address, address + reserved)
    const length = decode(memory, region.start, region.end, output)
    if (length === 0) {
      this.prefilter.release(reserved)
      return undefined
    }
    const spanOf = () => {
      const map = makeOffsetMap(length)
      decode(this.prefilter.bytes, region.start, region.end, new Uint8Array(reserved), map)
      return (span: Span) => outerSpan(map, span)
    }
    return { address, length, reserved, spanOf }
  }

  #decodeGzip(region: Region): Decoded | undefined {
    const compressed = new Uint8Array(region.end - region.start)
    const length = decoders[regionKinds.base64](
      this.prefilter.bytes,
      region.start,
      region.end,
      compressed,
    )
    const inflated = this.#ports.gunzip?.(compressed.subarray(0, length), gunzipBytesMax)
    if (!inflated) return undefined
    const address = this.prefilter.reserve(inflated.length)
    this.prefilter.bytes.set(inflated, address)
    const whole = { start: region.start, end: region.end }
    return {
      address,
      length: inflated.length,
      reserved: inflated.length,
      spanOf: () => () => whole,
    }
  }
}

interface Budget {
  bytes: number
  limited: boolean
}

interface Decoded {
  readonly address: number
  readonly length: number
  /** What to give back to the prefilter. */
  readonly reserved: number
  /** Makes the map from decoded offsets to addresses of the outer text; dear, so only on a hit. */
  readonly spanOf: () => (span: Span) => Span
}

function outerSpan(map: OffsetMap, span: Span): Span {
  return { start: map.starts[span.start]!, end: map.ends[span.end - 1]! }
}

function namesOf(region: Region): Candidate['decoded'] {
  const name = decodingNames[region.kind]
  return region.kind === regionKinds.gzipBase64 ? ['base64', name] : [name]
}

/** Adds the match if its checks hold; returns whether they do. */
function add(
  candidates: Candidate[],
  match: RuleMatch | undefined,
  text: Text,
  except: (secret: string) => boolean,
): boolean {
  if (!match) return false
  const { rule, span } = match
  if (rule.files.length > 0 && !rule.files.some((file) => isFileNamed(text.fileName, file)))
    return false
  const secret = latin1Of(text.bytes, span.start, span.end)
  const verdict = checkSecret(rule, secret, except)
  if (!verdict) return false
  candidates.push({
    rule,
    span,
    secret: text.bytes.slice(span.start, span.end),
    confidence: verdict.confidence,
    status: verdict.status,
    decoded: [],
  })
  return true
}

function isOrdinary(match: RuleMatch, assignment: Assignment, text: Text): boolean {
  const value = latin1Of(text.bytes, match.span.start, match.span.end)
  return isOrdinaryValue(assignment, value, text.kind)
}

/** A file name or `*.ending`. */
function isFileNamed(fileName: string, pattern: string): boolean {
  return pattern.startsWith('*') ? fileName.endsWith(pattern.slice(1)) : fileName === pattern
}

/** The literals of all rules, disabled ones too, so that a table made for the whole pack fits. */
export function literalsOf(pack: RulePack): readonly Literal[] {
  return indexAnchors(pack.rules, undefined, []).literals
}

function indexAnchors(
  rules: readonly CompiledRule[],
  regex: RegexEngine | undefined,
  disabledRules: readonly string[],
) {
  const literals: Literal[] = []
  const rulesOf: AnchoredRule[][] = []
  const idOf = new Map<string, number>()
  for (const rule of rules) {
    const anchored = regex && !disabledRules.includes(rule.id) ? readyRule(rule, regex) : undefined
    const ignoreCase = rule.anchors.kind !== 'literals'
    for (const text of anchorTexts(rule.anchors)) {
      const key = `${ignoreCase ? 'i' : 'c'}${text}`
      const next = bytesBehind(rule, text)
      const id = idOf.get(key)
      if (id === undefined) {
        idOf.set(key, literals.length)
        literals.push({ text, ignoreCase, next })
        rulesOf.push(anchored ? [anchored] : [])
      } else {
        literals[id] = { text, ignoreCase, next: unionOf(literals[id]!.next, next) }
        if (anchored) rulesOf[id]!.push(anchored)
      }
    }
  }
  return { literals, rulesOf }
}

function anchorTexts(anchors: Anchors): readonly string[] {
  if (anchors.kind === 'literals') return anchors.literals
  return anchors.kind === 'keywords' ? anchors.keywords : anchors.names
}

/** The bytes that can follow a literal, where the rule's gate starts right behind it. */
function bytesBehind({ anchors, gate }: CompiledRule, text: string): ByteSet | undefined {
  const isKnown = anchors.kind === 'literals' && gate.from <= text.length && text.length < gate.to
  return isKnown ? Uint32Array.from(gate.set) : undefined
}

function unionOf(left: ByteSet | undefined, right: ByteSet | undefined): ByteSet | undefined {
  if (left === undefined || right === undefined) return undefined
  const union = left.slice()
  addSet(union, right)
  return union
}

function readyRule(rule: CompiledRule, engine: RegexEngine): AnchoredRule {
  let regex: Regex | undefined
  let excepts: Regex[] | undefined
  return {
    ready: {
      rule,
      regex: () => (regex ??= engine.compile(rule.pattern)),
    },
    except: (secret) => {
      excepts ??= rule.except.map((pattern) => engine.compile(pattern))
      return excepts.some((pattern) => pattern.search(secret, 0) !== undefined)
    },
  }
}
