import * as v from 'valibot'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { reasonOf, StanchError } from '../text/error.ts'
import type { AllowList, Anchors, RuleSource } from './rule.ts'
import { faultsOf, patternFaults, patternsOf, type RuleFault } from './rule-faults.ts'
import { ruleFileSchema, type AllowInFile, type RuleFile, type RuleInFile } from './schema.ts'

/** `entropyAbove` as a least entropy: no two texts of sensible length differ by less. */
const entropyStep = 1e-9
/** How far a word of `with` may stand from the match where nothing is said. */
export const withDistance = 1024

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
  const content = parsed.output
  const allow = content.allow?.map(toAllowList) ?? []
  const rules: RuleSource[] = []
  const where = whereIs(['allow'])
  const faults = patternFaults(patternsOf(content.allow)).map((what) => ({ where, what }))
  content.rules.forEach((rule, at) => {
    const where = whereIs(['rules', at])
    const missing = missingIn(rule, content).map((keys) => ({
      where: whereIs(['rules', at, ...keys.slice(0, -1)]),
      what: `rules.${at}.${keys.join('.')}`,
    }))
    const built = toRule(rule, content, where, allow)
    const wrong = faultsOf(built)
    faults.push(...missing, ...wrong)
    if (missing.length + wrong.length === 0) rules.push(built)
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

/** Keys that only an imported rule, or one of a file that has them for all, may leave out; the last says what is wrong. */
function missingIn(rule: RuleInFile, file: RuleFile): string[][] {
  const missing: string[][] = []
  if (!rule.reference && !file.reference) missing.push(['reference: missing'])
  if (file.imported !== undefined) return missing
  if (!rule.examples) missing.push(['examples: missing'])
  else if (rule.examples.positive.length === 0) {
    missing.push(['examples', 'positive: expected at least one positive example'])
  }
  return missing
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

function anchorsOf(rule: RuleInFile): Anchors {
  const anchors = rule.anchors
  if ('near' in anchors) {
    const words = (anchors.with ?? []).map((word) => word.toLowerCase())
    return {
      kind: 'near',
      words: anchors.near.map((word) => word.toLowerCase()),
      with: words,
      distance: anchors.distance ?? (words.length > 0 ? withDistance : 0),
    }
  }
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

/** Lists that are left out are empty. */
function toAllowList(list: AllowInFile): AllowList {
  const { all, secret, match, line, stopwords, paths } = list
  return {
    all: all ?? false,
    secret: secret ?? [],
    match: match ?? [],
    line: line ?? [],
    stopwords: (stopwords ?? []).map((word) => word.toLowerCase()),
    paths: paths ?? [],
  }
}

/**
 * @param rule as its file holds it
 * @param file what the file says of all its rules
 * @param where file and line
 * @param fileAllow the lists of all rules of the file, shared by them
 */
export function toRule(
  rule: RuleInFile,
  file: Omit<RuleFile, 'rules'>,
  where: string,
  fileAllow: readonly AllowList[] = [],
): RuleSource {
  const allow = [...(rule.allow?.map(toAllowList) ?? []), ...fileAllow]
  const { entropyAbove } = rule
  return {
    id: rule.id,
    name: rule.name,
    provider: file.provider,
    pattern: rule.pattern,
    matchLengthMax: rule.matchLengthMax,
    anchors: anchorsOf(rule),
    generic: rule.generic ?? file.generic ?? false,
    refines: rule.refines,
    entropyMin: Math.max(
      rule.entropy ?? 0,
      entropyAbove === undefined ? 0 : entropyAbove + entropyStep,
    ),
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
    require: rule.require,
    allow: allow.length > 0 ? allow : undefined,
    paths: rule.paths,
    isHidden: rule.hidden,
    isIdentifier: rule.identifier,
    isTrial: rule.maturity === 'trial' ? true : undefined,
    isImported: file.imported === undefined ? undefined : true,
    files: rule.files ?? [],
    visiblePrefix: rule.visiblePrefix ?? 0,
    reference: rule.reference ?? file.reference ?? '',
    revoke: rule.revoke ?? file.revoke,
    where,
    examples: {
      positive: rule.examples?.positive ?? [],
      negative: rule.examples?.negative ?? [],
    },
  }
}

