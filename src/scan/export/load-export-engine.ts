import { defaultEngineOptions, type Engine } from '../../engine/engine.ts'
import { TokenReader } from '../../redact/token.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { loadEngine, packOf } from '../load-engine.ts'
import type { LoadRedactorOptions } from '../load-redactor.ts'
import { redactionDecodeDepth } from '../redaction-decode-depth.ts'
import { ruleTestOf } from '../rule-test.ts'

export interface ExportEngineOptions extends Pick<
  LoadRedactorOptions,
  'rules' | 'known' | 'disabledRules' | 'onFallback'
> {
  /** Tokens under them are known by their check digits: what only has their form hides nothing. */
  readonly keys: readonly FingerprintKey[]
}

/** The engine that exports are redacted with: it sees what the filter sees, and takes its tokens for what they are. */
export function loadExportEngine(options: ExportEngineOptions): Engine {
  const { keys, rules, known, disabledRules = [], onFallback = () => undefined } = options
  const tokens = new TokenReader(keys, ruleTestOf(packOf(rules)))
  return loadEngine(
    {
      ...defaultEngineOptions,
      decodeDepth: redactionDecodeDepth,
      disabledRules,
      findTokens: (text) => tokens.find(text),
    },
    onFallback,
    rules,
    known,
  )
}
