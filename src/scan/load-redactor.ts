import { defaultEngineOptions } from '../engine/engine.ts'
import { knownRule } from '../engine/known-rule.ts'
import type { KnownTable } from '../engine/known-table.ts'
import { lineMarks } from '../redact/block-search.ts'
import { partRules } from '../redact/mask-open.ts'
import { Redactor, type RedactorOptions } from '../redact/redactor.ts'
import { loadEngine, readRuleSet, type RuleSet } from './load-engine.ts'

export interface LoadRedactorOptions extends RedactorOptions {
  /** The built-in ones when undefined. */
  readonly rules?: RuleSet | undefined
  readonly disabledRules?: readonly string[]
  /** Values that are masked wherever they are, besides what the rules find. */
  readonly known?: KnownTable | undefined
  /** Told why the native RE2 is missing, when its port takes over. */
  readonly onFallback?: (reason: string) => void
}

/** How many encodings around a secret are undone: logs hold JSON in JSON in JSON. */
const decodeDepth = 8

/** Binds rules to this machine, as a scan does, and to a policy. */
export function loadRedactor(options: LoadRedactorOptions): Redactor {
  const { rules = readRuleSet(), disabledRules = [], known, onFallback = () => undefined } = options
  const engine = loadEngine(
    { ...defaultEngineOptions, decodeDepth, disabledRules },
    onFallback,
    rules,
    known,
    lineMarks,
  )
  // Parsing all rules takes long; it is needed only where a token is under a key that is not at hand.
  let ids: ReadonlySet<string> | undefined
  const isRule = (id: string) => {
    ids ??= new Set([
      ...rules.pack.rules.map((rule) => rule.id),
      knownRule.id,
      ...Object.values(partRules),
    ])
    return ids.has(id)
  }
  return new Redactor(engine, isRule, options)
}
