import { compileRule, makeRulePack } from '../rules/compile-rule.ts'
import type { RuleFault } from '../rules/rule-faults.ts'
import type { RulePack } from '../rules/rule-pack.ts'
import type { RuleSource } from '../rules/rule.ts'
import { assembleSample, seededRandom, type Sample } from '../rules/sample.ts'
import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import { reasonOf } from '../text/error.ts'
import type { Candidate } from './candidate.ts'
import type { Engine } from './engine.ts'
import { Scanner } from './scanner.ts'

/** Each example is assembled with so many seeds. */
const seeds = [1, 2, 3]

/** Texts that an example is put into, as they occur around real leaks. */
export const surroundings: Readonly<Record<string, (example: string) => string>> = {
  'a JSON string': (example) => JSON.stringify({ level: 30, msg: example }),
  'a URL': (example) => `see https://ci.internal/run?log=${encodeURIComponent(example)}&page=2`,
  'a log line': (example) => `2026-03-01T10:00:00.123Z INFO [worker-3] ${example}\n`,
  'a minified line': (example) => `!function(e,t){var n=1;${example};return t(n)}(0,1);`,
  'a Markdown table': (example) => `| name | value |\n|---|---|\n| deploy | ${example} | yes |\n`,
}

/**
 * Proves rules: ids are unique, no two are the same, every pattern compiles, every example behaves alone and
 * in every surrounding, and each rule is needed for at least one of its examples.
 *
 * @param makeEngine binds a pack to a regex library and WASM
 */
export function checkRules(
  rules: readonly RuleSource[],
  makeEngine: (pack: RulePack) => Engine,
): RuleFault[] {
  const faults = [...repeatedRules(rules), ...unknownComponents(rules)]
  const engine = makeEngine(makeRulePack(rules.map(withoutExamples)))
  for (const rule of rules) {
    try {
      const found = checkExamples(rule, engine)
      faults.push(...found.map((what) => ({ where: rule.where, what: `${rule.id}: ${what}` })))
    } catch (error) {
      faults.push({ where: rule.where, what: `${rule.id}: ${reasonOf(error)}` })
    }
  }
  return faults
}

function withoutExamples({ where: _where, examples: _examples, ...rule }: RuleSource) {
  return compileRule(rule)
}

function repeatedRules(rules: readonly RuleSource[]): RuleFault[] {
  const faults: RuleFault[] = []
  const seen = new Map<string, RuleSource>()
  for (const rule of rules) {
    // Foreign rules tell a key's parts apart by their names alone.
    const key = rule.isImported ? rule.id : undefined
    const pattern = JSON.stringify([rule.pattern, rule.anchors, key])
    for (const [key, what] of [
      [`id ${rule.id}`, 'the id is taken'],
      [pattern, 'same pattern and anchors'],
    ] as const) {
      const other = seen.get(key)
      if (other) faults.push({ where: rule.where, what: `${rule.id}: ${what} by ${other.where}` })
      else seen.set(key, rule)
    }
  }
  return faults
}

function unknownComponents(rules: readonly RuleSource[]): RuleFault[] {
  const ids = new Set(rules.map((rule) => rule.id))
  return rules.flatMap((rule) =>
    rule.components
      .filter((component) => !ids.has(component.rule))
      .map(({ rule: id }) => ({
        where: rule.where,
        what: `${rule.id}: no rule ${id} for a component`,
      })),
  )
}

function checkExamples(rule: RuleSource, engine: Engine): readonly string[] {
  if (rule.isImported) return checkImported(rule, engine)
  const { faults, isNeeded } = tryRule(rule, engine)
  if (faults.length > 0 || isNeeded) return faults
  return ['not needed: other rules find all its examples']
}

/** How the examples of one rule behave. */
export interface RuleTrial {
  /** Positive examples that were found, alone and in every surrounding. */
  readonly found: number
  /** Negative examples in which the rule finds nothing. */
  readonly quiet: number
  /** Other rules that find the secret of a positive example, by id. */
  readonly others: readonly string[]
  /** Whether there is an example that no other rule finds, generic ones not counted. */
  readonly isNeeded: boolean
  readonly faults: readonly string[]
}

/** @throws StanchError `SAMPLE_SYNTAX` */
export function tryRule(rule: RuleSource, engine: Engine): RuleTrial {
  const faults: string[] = []
  const others = new Set<string>()
  let isNeeded = false
  let found = 0
  let quiet = 0
  for (const template of rule.examples.positive) {
    const samples = seeds.map((seed) => assembleSample(template, seededRandom(seed)))
    const fault = firstFault(samples, (sample) => checkPositive(rule, engine, sample))
    if (fault) faults.push(`${fault}: ${template}`)
    else found++
    for (const sample of samples) {
      const rivals = othersThatFind(rule, engine, sample)
      for (const { rule: rival } of rivals) others.add(rival.id)
      if (!fault) isNeeded ||= !rivals.some((rival) => makesNeedless(rule, rival))
    }
  }
  for (const template of rule.examples.negative) {
    const { text } = assembleSample(template, seededRandom(1))
    const wrong = candidatesIn(rule, engine, text).find(
      (candidate) => candidate.rule.id === rule.id && candidate.status !== 'invalid-format',
    )
    if (wrong) faults.push(`finds its negative example: ${template}`)
    else quiet++
  }
  return { found, quiet, others: [...others].toSorted(), isNeeded, faults }
}

function firstFault(
  samples: readonly Sample[],
  check: (sample: Sample) => string | undefined,
): string | undefined {
  for (const sample of samples) {
    const fault = check(sample)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Foreign examples do not mark the secret, and are not meant to be found in other surroundings. */
function checkImported(rule: RuleSource, engine: Engine): string[] {
  const isFound = (template: string) => {
    const { text } = assembleSample(template, seededRandom(1))
    // Who wrote it did not think of what is found once something in it is decoded.
    return candidatesIn(rule, engine, text).some(
      (candidate) => candidate.rule.id === rule.id && candidate.decoded.length === 0,
    )
  }
  const { positive, negative } = rule.examples
  return [
    ...positive.filter((template) => !isFound(template)).map((text) => `finds nothing in: ${text}`),
    ...negative.filter(isFound).map((text) => `finds its negative example: ${text}`),
  ]
}

function checkPositive(rule: RuleSource, engine: Engine, sample: Sample): string | undefined {
  const secret = secretOf(sample)
  const matches = scanAlone(rule, engine, sample.text)
  const atMark = matches.filter(
    ({ span }) => span.start === sample.secret!.start && span.end === sample.secret!.end,
  )
  if (!atMark.some((match) => match.rule.id === rule.id)) {
    const found = matches.map(({ rule: { id }, span }) => `${id} at ${span.start}–${span.end}`)
    return `expected at ${sample.secret!.start}–${sample.secret!.end}, found ${found.join(', ') || 'nothing'}`
  }
  for (const [name, surround] of Object.entries(surroundings)) {
    const candidates = candidatesIn(rule, engine, surround(sample.text))
    const isFound = candidates.some(
      (candidate) => candidate.rule.id === rule.id && latin1Of(candidate.secret) === secret,
    )
    if (!isFound && !spansLines(rule, secret)) return `not found inside ${name}`
  }
  return undefined
}

/** A secret of several lines may change with its surroundings: a line end becomes `\n`. */
function spansLines(rule: RuleSource, secret: string): boolean {
  return secret.includes('\n') || rule.files.length > 0
}

function othersThatFind(rule: RuleSource, engine: Engine, sample: Sample): Candidate[] {
  const secret = secretOf(sample)
  return candidatesIn(rule, engine, sample.text).filter(
    (candidate) => candidate.rule.id !== rule.id && latin1Of(candidate.secret) === secret,
  )
}

/** What goes by a name alone, or is not shown, is no substitute. */
function makesNeedless(rule: RuleSource, { rule: rival, confidence }: Candidate): boolean {
  return rival.anchors.kind !== 'names' && rival.id !== rule.refines && confidence !== 'low'
}

function secretOf(sample: Sample): string {
  const bytes = bytesOfUtf8(sample.text)
  return latin1Of(bytes, sample.secret!.start, sample.secret!.end)
}

function scanAlone(rule: RuleSource, engine: Engine, text: string) {
  const scanner = new Scanner(engine, fileNameFor(rule))
  return [...scanner.push(bytesOfUtf8(text)), ...scanner.end()].flatMap((match) => [
    match,
    ...match.components,
  ])
}

function candidatesIn(rule: RuleSource, engine: Engine, text: string): Candidate[] {
  const bytes = bytesOfUtf8(text)
  const address = engine.prefilter.reserve(bytes.length)
  engine.prefilter.bytes.set(bytes, address)
  const { candidates } = engine.scan(address, bytes.length, {
    kind: 'text',
    fileName: fileNameFor(rule),
  })
  engine.prefilter.release(bytes.length)
  return candidates
}

function fileNameFor(rule: RuleSource): string {
  return (rule.files[0] ?? '').replace('*', 'x')
}
