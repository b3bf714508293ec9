import { indexAnchors } from '../engine/anchor-index.ts'
import { emptyLiteralTable, extendLiteralTable } from '../engine/extend-literal-table.ts'
import type { RegexEngine } from '../engine/regex.ts'
import { compileRule, extendRulePack, makeRulePack } from '../rules/compile-rule.ts'
import { assertNoFaults, parseRules, toRule } from '../rules/parse-rules.ts'
import { faultsOf, type RuleFault } from '../rules/rule-faults.ts'
import { toFileForm } from '../rules/rule-file-form.ts'
import type { CompiledRule, RulePack } from '../rules/rule-pack.ts'
import type { Rule, RuleSource } from '../rules/rule.ts'
import type { OwnRule, RuleChange } from '../rules/schema.ts'
import { reasonOf } from '../text/error.ts'
import type { RuleSet } from './load-engine.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'

/** A rule file's text, and its name for messages. */
export interface RuleFileText {
  readonly path: string
  readonly text: string
}

/** What there is besides the built-in rules, or instead of them. */
export interface OwnRules {
  readonly files: readonly RuleFileText[]
  readonly inline: readonly { readonly rule: OwnRule; readonly where: string }[]
  readonly changes: readonly {
    readonly id: string
    readonly change: RuleChange
    readonly where: string
  }[]
}

/** What own rules are built with. */
export interface OwnRulesPorts {
  /** The built-in rules, of which some may be changed, whether or not the others take part. */
  readonly builtIn: RuleSet
  /** Tells what RE2 does not take. */
  readonly regex: RegexEngine
}

/**
 * Joins own rules to the built-in ones.
 *
 * @param earlier faults that were found before, to be listed with those found here
 * @param takesBuiltIn false leaves out the built-in ones
 * @throws StanchError `RULES_INVALID` listing every fault as `file:line: rule: what`
 */
export function buildRuleSet(
  { files, inline, changes }: OwnRules,
  { builtIn, regex }: OwnRulesPorts,
  {
    takesBuiltIn,
    earlier,
  }: { readonly takesBuiltIn: boolean; readonly earlier: readonly RuleFault[] },
): RuleSet {
  const parsed = [
    ...files.map(({ text, path }) => parseRules(text, path)),
    ...inline.map(({ rule, where }) => checked(toOwnRule(rule, where))),
  ]
  const base = takesBuiltIn ? builtIn.pack : undefined
  const changed = changes.map((change) => changeRule(change, builtIn.pack, base))
  const own = parsed.flatMap(({ rules }) => rules)
  const rules = [...own, ...changed.flatMap((result) => result.rules)]
  const faults = [
    ...earlier,
    ...[...parsed, ...changed].flatMap((result) => result.faults),
    ...takenIds(own, base),
    ...unknownRules(rules, base),
    ...rules.flatMap((rule) => regexFaults(rule, regex)),
  ]
  assertNoFaults(faults)
  const compiled = rules.map(({ where: _where, examples: _examples, ...rule }) => compileRule(rule))
  return extendRuleSet(base ? builtIn : emptyRuleSet(builtIn), compiled)
}

function extendRuleSet({ pack, literalTable }: RuleSet, rules: readonly CompiledRule[]): RuleSet {
  const extended = extendRulePack(pack, rules)
  const { literals, baseCount } = indexAnchors(extended, true)
  return { pack: extended, literalTable: extendLiteralTable(literalTable, literals, baseCount) }
}

/** No rules, and a table of none that was made as another's. */
function emptyRuleSet({ literalTable }: RuleSet): RuleSet {
  return { pack: makeRulePack([]), literalTable: emptyLiteralTable(literalTable) }
}

interface Checked {
  readonly rules: readonly RuleSource[]
  readonly faults: readonly RuleFault[]
}

function checked(rule: RuleSource): Checked {
  const faults = faultsOf(rule)
  return { rules: faults.length === 0 ? [rule] : [], faults }
}

function toOwnRule({ provider, ...rule }: OwnRule, where: string): RuleSource {
  return toRule(rule, { provider }, where)
}

function changeRule(
  { id, change, where }: OwnRules['changes'][number],
  known: RulePack,
  base: RulePack | undefined,
): Checked {
  const rule = known.rules.find((other) => other.id === id)
  if (rule && base) return checked(withChange(rule, change, where))
  const near = rule
    ? undefined
    : nearestWord(
        id,
        known.rules.map((other) => other.id),
      )
  const hint = near === undefined ? '' : `; do you mean ${near}?`
  const what = rule ? 'the built-in rules are left out' : `no built-in rule of this id${hint}`
  return { rules: [], faults: [{ where, what: `${id}: ${what}` }] }
}

/** Each key replaces the rule's own, but exceptions are added to it. */
function withChange(rule: Rule, change: RuleChange, where: string): RuleSource {
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  )
  const except = [...rule.except, ...(change.except ?? [])]
  const examples = { positive: [], negative: [] }
  const { provider, generic, revoke } = rule
  const changed = { ...toFileForm(rule), ...given, except, examples }
  return toRule(changed, { provider, generic, revoke }, where)
}

function takenIds(own: readonly RuleSource[], base: RulePack | undefined): RuleFault[] {
  const builtIn = new Set(base?.rules.map(({ id }) => id))
  const seen = new Map<string, string>()
  return own.flatMap(({ id, where }) => {
    const other = seen.get(id)
    seen.set(id, where)
    if (builtIn.has(id)) {
      return {
        where,
        what: `${id}: a built-in rule has this id; change that one by rules.override`,
      }
    }
    return other === undefined ? [] : { where, what: `${id}: the id is taken by ${other}` }
  })
}

/** Rules that a rule refers to must take part. */
function unknownRules(rules: readonly RuleSource[], base: RulePack | undefined): RuleFault[] {
  const known = new Set([...(base?.rules ?? []), ...rules].map(({ id }) => id))
  return rules.flatMap(({ id, where, components, refines }) =>
    [...components.map(({ rule }) => rule), ...(refines === undefined ? [] : [refines])]
      .filter((other) => !known.has(other))
      .map((other) => ({ where, what: `${id}: refers to ${other}, but there is no such rule` })),
  )
}

/** Once at the start, so that no scan fails in the middle. */
function regexFaults({ id, where, pattern, except }: RuleSource, regex: RegexEngine): RuleFault[] {
  return [pattern, ...except].flatMap((text) => {
    try {
      const compiled = regex.compile(text)
      compiled.matchAt('', 0)
      compiled.search('', 0)
      return []
    } catch (error) {
      return [{ where, what: `${id}: ${reasonOf(error)}` }]
    }
  })
}
