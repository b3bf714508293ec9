import { readFileSync } from 'node:fs'
import { tryRule, type RuleTrial } from '../engine/check-rules.ts'
import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import type { Finding } from '../engine/finding.ts'
import { escapeForLog } from '../report/escape-controls.ts'
import { countOf } from '../report/format-quantity.ts'
import { parseRules } from '../rules/parse-rules.ts'
import type { Anchors, RuleSource } from '../rules/rule.ts'
import { defaultConfiguration } from '../scan/configuration.ts'
import { emptyOutcome } from '../scan/document-scanner.ts'
import { loadEngine, readRulePack, type RuleSet } from '../scan/load-engine.ts'
import { loadRules } from '../scan/load-rules.ts'
import { makeThoroughScanner } from '../scan/make-thorough-scanner.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { fingerprintKeyOf } from '../text/fingerprint.ts'
import { exitStatus, type ExitStatus } from './exit-status.ts'
import { layoutTable } from './layout-table.ts'

/**
 * `stanch rules test FILE…`: tries the examples of own rule files beside the built-in rules, or a text with them.
 *
 * @param textPath a file, or `-` for standard input; its findings are shown instead
 * @throws StanchError `RULES_INVALID`, `TEXT_UNREADABLE`
 */
export function testRuleFiles(files: readonly string[], textPath: string | undefined): ExitStatus {
  const { rules: choice } = defaultConfiguration
  const set = loadRules({ choice, directory: '.', whereIs: () => '', files })
  const rules = files.flatMap((path) => parseRules(readFileSync(path, 'utf8'), path).rules)
  return textPath === undefined ? tryExamples(rules, set) : tryText(rules, set, textPath)
}

function tryExamples(rules: readonly RuleSource[], set: RuleSet): ExitStatus {
  const engine = loadEngine(defaultEngineOptions, () => undefined, set)
  const trials = rules.map((rule) => ({ rule, ...tried(rule, engine) }))
  const faults = trials.flatMap(({ rule, faults: found }) =>
    found.map((what) => `${rule.where}: ${rule.id}: ${what}`),
  )
  const needless = trials.filter(({ isNeeded, faults: found }) => !isNeeded && found.length === 0)
  const examples = rules.flatMap((rule) => [...rule.examples.positive, ...rule.examples.negative])
  const tally =
    `${countOf(rules.length, 'rule')}, ${countOf(examples.length, 'example')}, tried beside ` +
    `${countOf(readRulePack().rules.length, 'built-in rule')}: `
  say([
    ...layoutTable([
      ['rule', 'found', 'quiet', 'found by others, too'],
      ...trials.map(({ rule, found, quiet, others }) => [
        rule.id,
        outOf(found, rule.examples.positive.length),
        outOf(quiet, rule.examples.negative.length),
        others.join(', ') || '–',
      ]),
    ]),
    '',
    ...faults,
    ...needless.map(({ rule }) => `${rule.where}: ${rule.id}: ${needlessNote}`),
    tally + (faults.length === 0 ? 'all behave' : countOf(faults.length, 'fault')),
  ])
  return faults.length === 0 ? exitStatus.clean : exitStatus.found
}

const needlessNote = 'note: other rules find all its examples, too'

/** An example that cannot be assembled is a fault as well. */
function tried(rule: RuleSource, engine: Engine): RuleTrial {
  try {
    return tryRule(rule, engine)
  } catch (error) {
    return { found: 0, quiet: 0, others: [], isNeeded: true, faults: [reasonOf(error)] }
  }
}

function outOf(number: number, count: number): string {
  return count === 0 ? '–' : `${number} of ${count}`
}

function tryText(rules: readonly RuleSource[], set: RuleSet, path: string): ExitStatus {
  const bytes = readBytes(path)
  const findings = findIn(bytes, set, path)
  const ids = new Set(rules.map(({ id }) => id))
  const own = findings.filter(({ rule }) => ids.has(rule))
  const seen = new Set(
    findings.flatMap(({ rule, components }) => [rule, ...components.map((part) => part.rule)]),
  )
  const missed = rules.filter(({ id }) => !seen.has(id))
  say([
    ...layoutTable(
      findings.map(({ line, column, rule, redacted, confidence, status }) => [
        `${line}:${column}`,
        rule,
        escapeForLog(redacted),
        `${confidence} confidence${status === 'unverified' ? '' : `, ${status}`}`,
        ids.has(rule) ? '' : 'built-in',
      ]),
    ),
    ...missed.flatMap((rule) => nearMiss(rule, bytes.toString('latin1'))),
    `${countOf(own.length, 'secret')} found by ${countOf(rules.length, 'rule')}, ` +
      `${findings.length - own.length} by built-in ones`,
  ])
  return own.length > 0 ? exitStatus.found : exitStatus.clean
}

function findIn(bytes: Buffer, rules: RuleSet, path: string): Finding[] {
  // Fingerprints are not shown.
  const key = fingerprintKeyOf(new Uint8Array(32))
  const scanner = makeThoroughScanner(key, rules)
  const outcome = emptyOutcome()
  scanner.scanText(bytes, path === '-' ? { kind: 'stdin', path } : { kind: 'file', path }, outcome)
  return outcome.found.map(({ finding }) => finding)
}

/** Where a rule that found nothing would have looked. */
function nearMiss({ id, anchors }: RuleSource, text: string): string[] {
  const words = wordsOf(anchors)
  const searched = anchors.kind === 'literals' ? text : text.toLowerCase()
  const word = words.find((one) => searched.includes(one))
  if (word === undefined) return [`${id}: none of its anchors stands in the text`]
  const before = searched.slice(0, searched.indexOf(word)).split('\n')
  const place = `${before.length}:${before.at(-1)!.length + 1}`
  return [`${id}: its anchor ${word} stands at ${place}, but what is there does not fit`]
}

function wordsOf(anchors: Anchors): readonly string[] {
  switch (anchors.kind) {
    case 'literals':
      return anchors.literals
    case 'keywords':
      return anchors.keywords
    case 'names':
      return anchors.names
    case 'near':
      return anchors.words
  }
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path === '-' ? 0 : path)
  } catch (error) {
    const where = path === '-' ? 'standard input' : path
    throw new StanchError('TEXT_UNREADABLE', `${where} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
