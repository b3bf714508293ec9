import type { DocumentScanner } from './document-scanner.ts'
import { makeDocumentScanner } from './make-document-scanner.ts'
import type { ScanRequest } from './scan-request.ts'

/** Finds what a request's configuration asks for, in documents of any length, all on this thread. */
export function makeConfiguredScanner(
  { configuration, rules, key }: Pick<ScanRequest, 'configuration' | 'rules' | 'key'>,
  onFallback: (reason: string) => void,
): DocumentScanner {
  const { minConfidence, limits, rules: choice } = configuration
  const scanner = { key, minConfidence, limits, largeBytes: Infinity }
  return makeDocumentScanner({ scanner, disabledRules: choice.disable, rules }, onFallback)
}
