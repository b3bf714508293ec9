import { appendAll } from '../text/append-all.ts'
import type { RulePack } from '../rules/rule-pack.ts'
import { confidences } from '../rules/rule.ts'
import type { Span } from '../text/span.ts'
import { addAssigned, addCandidate } from './add-candidate.ts'
import type { Marks } from './add-marks.ts'
import { readyAnchors, type ReadyAnchors } from './anchor-index.ts'
import { nameAround } from './assigned-span.ts'
import { readAssignment, type Assignment } from './assignment.ts'
import type { Candidate, Probing, Text } from './candidate.ts'
import { takesFile } from './document-kind.ts'
import { decodeRegion, decodingsOf, type Gunzip } from './decode-region.ts'
import { endOfKnown, KnownFinder } from './known-finder.ts'
import type { KnownTable } from './known-table.ts'
import type { LiteralTable } from './literal-layout.ts'
import { matchNear } from './match-near.ts'
import {
  anchorBytesBehind,
  matchKeyword,
  matchLiteral,
  matchName,
  mayMatchAt,
} from './match-rules.ts'
import { Prefilter, regionKinds, type Region } from './prefilter.ts'
import { contextBytes, type Surroundings } from './reach.ts'
import { isOfToken, type TokenFinder } from './redaction-token.ts'
import type { RegexEngine } from './regex.ts'
import { noteEscaped } from './escaped-context.ts'
import { TextFinder } from './text-finder.ts'
import {
  isBordered,
  mayTouch,
  standingMatches,
  touchingRankMin,
  type AnchoredMatch,
} from './touching-matches.ts'
import { joinWrapped } from './wrapped-base64.ts'

/** What the engine cannot do by itself. */
export interface EnginePorts {
  readonly regex: RegexEngine
  /** The compiled `wasm/` module. */
  readonly prefilter: WebAssembly.Module
  /** Made for the pack by `buildLiteralTable`. */
  readonly literalTable: LiteralTable
  readonly gunzip?: Gunzip
  /** Texts of the table that no rule goes by: only a probe is told of them. */
  readonly marks?: Marks
  /** Of `KnownValues`. */
  readonly known?: KnownTable | undefined
}

export interface EngineOptions {
  /** How many encodings around a secret are undone. */
  readonly decodeDepth: number
  /** Ids of rules that take no part. */
  readonly disabledRules: readonly string[]
  /** What has the form of a token of the filter is read as any text; else nothing is found in it. */
  readonly readsTokens?: boolean
  /** Tells tokens of the filter; by default their form does. */
  readonly findTokens?: TokenFinder
}

export const defaultEngineOptions: EngineOptions = { decodeDepth: 3, disabledRules: [] }

/** Decoded bytes at most, for each byte of a window: a limit against encodings made to be dear. */
const decodeFactor = 12
const decodeFloorBytes = 1 << 20

/** Rules bound to WASM memory and a regex library. One thread, one engine; documents go through `Scanner`. */
export class Engine {
  readonly prefilter: Prefilter
  readonly #ports: EnginePorts
  readonly #options: EngineOptions
  readonly #anchors: ReadyAnchors
  readonly #marksFrom: number
  readonly #known: KnownFinder | undefined

  constructor(pack: RulePack, ports: EnginePorts, options: EngineOptions = defaultEngineOptions) {
    this.#ports = ports
    this.#options = options
    this.#marksFrom = ports.marks?.first ?? Infinity
    this.#anchors = readyAnchors(pack, ports.regex, options.disabledRules)
    this.prefilter = new Prefilter(ports.prefilter, ports.literalTable)
    this.#known = ports.known && new KnownFinder(this.prefilter, ports.known)
  }

  /** Whether values that are known are looked for. */
  get hasKnown(): boolean {
    return this.#known !== undefined
  }

  /**
   * Finds what stands in `length` bytes at `address` of the prefilter's memory.
   *
   * @param document what is known of the document
   * @param probing for what may matter in a text that was searched before, or in later versions of it
   * @returns candidates with offsets from `address`, unresolved; `limited` when encoded text was left undecoded
   */
  scan(
    address: number,
    length: number,
    document: DocumentFacts,
    probing?: Probing,
  ): { candidates: Candidate[]; limited: boolean } {
    const budget = { bytes: length * decodeFactor + decodeFloorBytes, limited: false }
    const found = this.#scanText(address, length, { document, probing, depth: 0, budget })
    return { candidates: this.#withoutTokens(found, address, length), limited: budget.limited }
  }

  /** @param candidates of the text that stands there */
  #withoutTokens(candidates: Candidate[], address: number, length: number): Candidate[] {
    const { readsTokens, findTokens } = this.#options
    if (readsTokens || candidates.length === 0) return candidates
    const text = this.prefilter.bytes.subarray(address, address + length)
    return candidates.filter((candidate) => !isOfToken(text, candidate, findTokens))
  }

  #scanText(address: number, length: number, pass: Pass): Candidate[] {
    const candidates: Candidate[] = []
    const escaped: Region[] = []
    const matches: AnchoredMatch[] = []
    let known: Text | undefined
    let lastName: Span = { start: -1, end: -1 }
    let lastAssignment: Assignment | undefined
    const touches = pass.depth === 0 ? pass.probing?.touches : undefined
    const isSettled = pass.depth === 0 ? pass.probing?.isSettled : undefined
    const rankMin = pass.probing
      ? Math.min(touchingRankMin, confidences.indexOf(pass.probing.minConfidence))
      : 0
    const assignmentAt = (bytes: Uint8Array, from: number, to: number) => {
      if (from < lastName.start || to > lastName.end) {
        lastName = nameAround(bytes, from, to)
        lastAssignment = readAssignment(bytes, lastName)
      }
      return lastAssignment
    }
    const onHit = (hit: number, id: number) => {
      const at = hit - address
      if (id >= this.#marksFrom) {
        if (pass.depth === 0) pass.probing?.onMark?.(id - this.#marksFrom, at)
        return
      }
      const end = at + this.#anchors.lengthOf(id)
      if (isSettled?.(candidates, at, end)) return
      for (const anchored of this.#anchors.rulesOf(id)) {
        const { ready, reach, rank, takesPath } = anchored
        if (rank < rankMin) continue
        if (touches && !touches(at, end, reach())) continue
        const { kind } = ready.rule.anchors
        if (!takesFile(ready.rule.files, pass.document.fileName)) continue
        if (takesPath?.(pass.document.path) === false) continue
        // Made at the first hit: most short texts have none.
        const text = (known ??= this.#textAt(address, length, pass))
        if (pass.probing && reach().isFar && mayMatchAt(ready, text.bytes, at)) {
          if (!touches || touches(at, end, aroundAnchor))
            pass.probing.onFar({ start: at, end }, reach())
        }
        if (kind === 'literals') {
          const match = matchLiteral(ready, text, at)
          const isWhole = match !== undefined && isBordered(match)
          if (match && (isWhole || mayTouch(anchored))) matches.push({ anchored, match, at })
          // Whatever its neighbours make of it, its line is settled.
          if (isSettled && isWhole) addCandidate(candidates, match, text, anchored)
          if (!isWhole) noteEscaped(escaped, ready.rule, text, at, address)
        } else if (kind === 'keywords') {
          for (const match of matchKeyword(ready, text, at, end)) {
            if (addCandidate(candidates, match, text, anchored)) break
          }
        } else if (kind === 'near') {
          for (const match of matchNear(ready, text, at, end)) {
            addCandidate(candidates, match, text, anchored)
          }
        } else if (text.kind !== 'lock') {
          const assignment = assignmentAt(text.bytes, at, end)
          if (!assignment) continue
          for (const one of readings(assignment, pass.probing)) {
            const match = matchName(ready, text, one)
            if (match) addAssigned(candidates, match, text, anchored, one, text.isProbed)
          }
        }
      }
    }
    this.prefilter.findLiterals(address, address + length, onHit, rankMin)
    if (known) {
      // Where only what changed is looked at, what stands beside it may have been passed over.
      const standing = touches ? matches : standingMatches(matches, known)
      for (const { match, anchored } of standing) addCandidate(candidates, match, known, anchored)
    }
    if (this.#known) appendAll(candidates, this.#known.find(address, length))
    if (pass.depth < this.#options.decodeDepth) {
      const isKnown =
        isSettled && ((start: number, end: number) => isSettled(candidates, start, end))
      appendAll(candidates, this.#scanEncoded(address, length, pass, escaped, isKnown))
    }
    return candidates
  }

  #textAt(address: number, length: number, { document, probing }: Pass): Text {
    const bytes = this.prefilter.bytes.subarray(address, address + length)
    return { ...document, isProbed: probing !== undefined, bytes, finder: new TextFinder(bytes) }
  }

  #scanEncoded(
    address: number,
    length: number,
    pass: Pass,
    escaped: readonly Region[],
    isSettled?: (start: number, end: number) => boolean,
  ): Candidate[] {
    const { budget } = pass
    const end = address + length
    const { regions, full } = this.prefilter.findRegions(address, end)
    if (full) budget.limited = true
    if (regions.length === 0 && escaped.length === 0) return []
    const found: Candidate[] = []
    const touches = pass.depth === 0 ? pass.probing?.touches : undefined
    for (const region of [...joinWrapped(regions, this.prefilter.bytes, end), ...escaped]) {
      const { start } = region
      if (isSettled?.(start - address, region.end - address)) continue
      if (touches && isRun(region) && !touches(start - address, region.end - address, borders)) {
        continue
      }
      if (region.end - region.start > budget.bytes) {
        budget.limited = true
        continue
      }
      appendAll(found, this.#scanRegion(region, address, pass))
    }
    return found
  }

  /** Decodes one region behind the text, scans what comes out, and maps it back. */
  #scanRegion(region: Region, address: number, pass: Pass): Candidate[] {
    const { budget } = pass
    const decoded = decodeRegion(this.prefilter, region, this.#ports.gunzip)
    if (decoded === 'too long') budget.limited = true
    if (decoded === undefined || decoded === 'too long') return []
    budget.bytes -= decoded.length
    const { probing } = pass
    const outer = { start: region.start - address, end: region.end - address }
    // Where in encoded text a change lies is not worth knowing.
    const onFar = () => probing?.onFar(outer, { before: contextBytes, behind: contextBytes })
    if (probing && region.kind === regionKinds.gzipBase64) onFar()
    const inner = {
      ...pass,
      depth: pass.depth + 1,
      probing: probing && { ...probing, touches: undefined, onFar },
    }
    const found = this.#scanText(decoded.address, decoded.length, inner)
    const candidates = this.#withoutTokens(found, decoded.address, decoded.length)
    this.prefilter.release(decoded.reserved)
    if (candidates.length === 0) return []
    const spanOf = decoded.spanOf()
    return candidates.map((candidate) => {
      const { start, end: last } = spanOf(candidate.span)
      const end = candidate.known ? endOfKnown(this.prefilter.bytes, last, region.kind) : last
      return {
        ...candidate,
        span: { start: start - address, end: end - address },
        decoded: [...decodingsOf(region), ...candidate.decoded],
      }
    })
  }
}

/** What is known of a document. */
type DocumentFacts = Pick<Text, 'kind' | 'fileName' | 'path'>

/** What one text hands on to the texts decoded from it. */
interface Pass {
  readonly document: DocumentFacts
  readonly probing: Probing | undefined
  /** How many encodings were undone so far. */
  readonly depth: number
  /** Shared by the whole window. */
  readonly budget: Budget
}

/** Whether what decodes it lies within it: of escapes only their surroundings matter. */
function isRun({ kind }: Region): boolean {
  return kind <= regionKinds.hex || kind >= regionKinds.utf16
}

/** What {@link mayMatchAt} looks at: a new anchor is one around which something changed. */
const aroundAnchor: Surroundings = { before: 8, behind: anchorBytesBehind }
/** What may belong to a run of another alignment. */
const borders: Surroundings = { before: 4, behind: 4 }

interface Budget {
  bytes: number
  limited: boolean
}

/** A probe knows of no line whether the next one will be read with it. */
function readings(assignment: Assignment, probing: Probing | undefined): readonly Assignment[] {
  const shorter = probing && assignment.joined && assignment.upToLineEnds?.()
  return shorter ? [assignment, ...shorter] : [assignment]
}
