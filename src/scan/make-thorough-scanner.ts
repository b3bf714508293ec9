import type { FingerprintKey } from '../text/fingerprint.ts'
import { defaultConfiguration, type Configuration } from './configuration.ts'
import type { DocumentScanner } from './document-scanner.ts'
import type { RuleSet } from './load-engine.ts'
import { makeDocumentScanner } from './make-document-scanner.ts'

/** Finds by all rules, whatever their confidence, and in texts of any length. @param rules the built-in ones when undefined */
export function makeThoroughScanner(
  key: FingerprintKey,
  rules: RuleSet | undefined,
  { limits }: Pick<Configuration, 'limits'> = defaultConfiguration,
): DocumentScanner {
  const scanner = { key, minConfidence: 'low', limits, largeBytes: Infinity } as const
  return makeDocumentScanner({ scanner, disabledRules: [], rules }, () => undefined)
}
