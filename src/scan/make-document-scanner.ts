import { DocumentScanner, type DocumentScannerOptions } from './document-scanner.ts'
import { loadEngine } from './load-engine.ts'

/** What the scanners of all threads are made with. */
export interface ScannerSetup {
  readonly scanner: DocumentScannerOptions
  readonly disabledRules: readonly string[]
}

/** The same scanner for the main thread and for workers. */
export function makeDocumentScanner(
  setup: ScannerSetup,
  onFallback: (reason: string) => void,
): DocumentScanner {
  const { limits } = setup.scanner
  const options = { decodeDepth: limits.decodeDepth, disabledRules: setup.disabledRules }
  return new DocumentScanner(loadEngine(options, onFallback), setup.scanner)
}
