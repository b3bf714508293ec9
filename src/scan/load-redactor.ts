import { defaultEngineOptions } from '../engine/engine.ts'
import type { KnownTable } from '../engine/known-table.ts'
import { lineMarks } from '../redact/block-search.ts'
import { Redactor, type RedactorOptions } from '../redact/redactor.ts'
import { loadEngine, readRuleSet, type RuleSet } from './load-engine.ts'
import { redactionDecodeDepth } from './redaction-decode-depth.ts'
import { ruleTestOf } from './rule-test.ts'

export interface LoadRedactorOptions extends RedactorOptions {
  /** The built-in ones when undefined. */
  readonly rules?: RuleSet | undefined
  readonly disabledRules?: readonly string[]
  /** Values that are masked wherever they are, besides what the rules find. */
  readonly known?: KnownTable | undefined
  /** Told why the native RE2 is missing, when its port takes over. */
  readonly onFallback?: (reason: string) => void
}

/** Binds rules to this machine, as a scan does, and to a policy. */
export function loadRedactor(options: LoadRedactorOptions): Redactor {
  const { rules = readRuleSet(), disabledRules = [], known, onFallback = () => undefined } = options
  const engine = loadEngine(
    {
      ...defaultEngineOptions,
      decodeDepth: redactionDecodeDepth,
      disabledRules,
      readsTokens: true,
    },
    onFallback,
    rules,
    known,
    lineMarks,
  )
  return new Redactor(engine, ruleTestOf(rules.pack), options)
}
