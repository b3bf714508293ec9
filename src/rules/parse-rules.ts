import * as v from 'valibot'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { reasonOf, StanchError } from '../text/error.ts'
import { alwaysHolds, lengthOf, prefixesOf, secretGroupOf, statesOf } from './pattern-shape.ts'
import { parsePattern, type PatternNode } from './pattern-syntax.ts'
import type { Anchors, RuleSource } from './rule.ts'
import { matchLengthLimit, ruleFileSchema, type RuleFile, type RuleInFile } from './schema.ts'

/** States a pattern may expand to, so that it compiles in about a millisecond. */
const statesMax = 600

/** One thing wrong with a rule file. */
export interface RuleFault {
  /** `file:line` or `file:line:column`. */
  readonly where: string
  readonly what: string
}

/**
 * Parses one rule file strictly.
 *
 * @param yaml the file's text
 * @param file its name, for messages
 * @returns the rules that are sound, and every fault of the others
 */
export function parseRules(yaml: string, file: string): { rules: RuleSource[]; faults: RuleFault[] } {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines })
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      where: `${file}:${lines.linePos(error.pos[0]).line}`,
      what: error.message.split('\n')[0]!,
    }))
    return { rules: [], faults }
  }
  const whereIs = (path: readonly unknown[]) => `${file}:${lineOf(document, path, lines)}`
  const value = plainValueOf(document)
  if (value instanceof StanchError) return { rules: [], faults: [{ where: `${file}:1`, what: value.message }] }
  const parsed = v.safeParse(ruleFileSchema, value)
  if (!parsed.success) {
    const faults = parsed.issues.map((issue) => {
      const path = issue.path?.map((item) => item.key) ?? []
      return { where: whereIs(path), what: describe(path, issue) }
    })
    return { rules: [], faults }
  }
  const rules: RuleSource[] = []
  const faults: RuleFault[] = []
  parsed.output.rules.forEach((rule, at) => {
    const where = whereIs(['rules', at])
    const built = toRule(rule, parsed.output, where)
    const found = faultsOf(built)
    faults.push(...found)
    if (found.length === 0) rules.push(built)
  })
  return { rules, faults }
}

/** An alias without anchor, or so many of them that the value would fill the memory. */
function plainValueOf(document: Document): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return new StanchError('RULES_INVALID', reasonOf(error).split('\n')[0]!, { cause: error })
  }
}

/** @throws StanchError `RULES_INVALID` listing every fault */
export function assertNoFaults(faults: readonly RuleFault[]): void {
  if (faults.length === 0) return
  throw new StanchError(
    'RULES_INVALID',
    faults.map((fault) => `${fault.where}: ${fault.what}`).join('\n'),
  )
}

function describe(path: readonly unknown[], issue: v.BaseIssue<unknown>): string {
  const key = path.join('.') || 'file'
  if (issue.kind === 'schema' && issue.type === 'strict_object') {
    return issue.expected === 'never' ? `${key}: unknown key` : `${key}: missing`
  }
  return `${key}: ${issue.message}`
}

function lineOf(document: Document, path: readonly unknown[], lines: LineCounter): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range
    if (range) return lines.linePos(range[0]).line
  }
  return 1
}

/** What the schema cannot say: the patterns parse, the main one is bounded, and always holds its anchor. */
export function faultsOf(rule: RuleSource): RuleFault[] {
  return [...patternFaults(rule), ...exceptFaults(rule)].map((what) => ({
    where: rule.where,
    what: `${rule.id}: ${what}`,
  }))
}

function exceptFaults({ except }: RuleSource): string[] {
  return except.flatMap((pattern, at) => {
    try {
      parsePattern(pattern)
      return []
    } catch (error) {
      return [`except[${at}]: ${reasonOf(error)}`]
    }
  })
}

function patternFaults(rule: RuleSource): string[] {
  let node: PatternNode
  try {
    node = parsePattern(rule.pattern)
  } catch (error) {
    return [reasonOf(error)]
  }
  const faults: string[] = []
  const length = lengthOf(node)
  if (length.max === Infinity && rule.matchLengthMax === undefined) {
    faults.push('the pattern is unbounded; expected {20,255} instead of +, or a matchLengthMax')
  }
  if (length.max !== Infinity && length.max > matchLengthLimit) {
    faults.push(`the pattern can match ${length.max} bytes; expected at most ${matchLengthLimit}`)
  }
  if (statesOf(node) > statesMax) {
    faults.push(
      `the pattern expands to ${statesOf(node)} states; expected at most ${statesMax}: ` +
        'write {20,} or + with a matchLengthMax',
    )
  }
  if (length.min < 4) faults.push(`the pattern can match ${length.min} bytes; expected at least 4`)
  if (!isAnchored(node, rule.anchors)) {
    faults.push('the pattern can match without any of its literals; list them all, or set `before`')
  }
  const secret = secretGroupOf(node)?.node ?? node
  if (rule.visiblePrefix > Math.floor(lengthOf(secret).min / 2)) {
    faults.push('visiblePrefix shows more than half of the shortest secret')
  }
  if (rule.anchors.kind === 'names' && rule.confidence === 'high') {
    faults.push('a rule that goes by a name alone is generic and at best of medium confidence')
  }
  if (rule.examples.positive.some((example) => !example.includes('⟦'))) {
    faults.push('a positive example does not mark its secret with ⟦ and ⟧')
  }
  return faults
}

function isAnchored(node: PatternNode, anchors: Anchors): boolean {
  if (anchors.kind !== 'literals') return true
  const { literals, before } = anchors
  if (before > 0) return alwaysHolds(node, literals)
  return prefixesOf(node, 512).every((text) => literals.some((literal) => text.startsWith(literal)))
}

function anchorsOf(rule: RuleInFile): Anchors {
  const anchors = rule.anchors
  if ('literals' in anchors) {
    return { kind: 'literals', literals: anchors.literals, before: anchors.before ?? 0 }
  }
  if ('keywords' in anchors) {
    return {
      kind: 'keywords',
      keywords: anchors.keywords.map((keyword) => keyword.toLowerCase()),
      with: (anchors.with ?? []).map((word) => word.toLowerCase()),
      distance: anchors.distance ?? 48,
    }
  }
  return {
    kind: 'names',
    names: anchors.names.map((name) => name.toLowerCase()),
    except: (anchors.except ?? []).map((name) => name.toLowerCase()),
    last: anchors.last ?? false,
  }
}

/**
 * @param rule as its file holds it
 * @param file what the file says of all its rules
 * @param where file and line
 */
export function toRule(rule: RuleInFile, file: Omit<RuleFile, 'rules'>, where: string): RuleSource {
  return {
    id: rule.id,
    name: rule.name,
    provider: file.provider,
    pattern: rule.pattern,
    matchLengthMax: rule.matchLengthMax,
    anchors: anchorsOf(rule),
    generic: file.generic ?? false,
    refines: rule.refines,
    entropyMin: rule.entropy ?? 0,
    tokenEfficiencyMax: rule.tokenEfficiency,
    surprisalMin: rule.surprisal,
    checksum: rule.checksum,
    details: rule.details,
    confidence: rule.confidence,
    severity: rule.severity,
    components: (rule.components ?? []).map((component) => ({
      rule: component.rule,
      withinLines: component.withinLines,
      required: component.required ?? false,
    })),
    except: rule.except ?? [],
    files: rule.files ?? [],
    visiblePrefix: rule.visiblePrefix ?? 0,
    reference: rule.reference,
    revoke: rule.revoke ?? file.revoke,
    where,
    examples: { positive: rule.examples.positive, negative: rule.examples.negative ?? [] },
  }
}

