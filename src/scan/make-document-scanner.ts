import type { KnownTable } from '../engine/known-table.ts'
import { DocumentScanner, type DocumentScannerOptions } from './document-scanner.ts'
import { loadEngine, type RuleSet } from './load-engine.ts'

/** What the scanners of all threads are made with. */
export interface ScannerSetup {
  readonly scanner: DocumentScannerOptions
  readonly disabledRules: readonly string[]
  /** `undefined`: the built-in ones, which each thread reads by itself. */
  readonly rules?: RuleSet | undefined
  readonly known?: KnownTable | undefined
}

/** The same scanner for the main thread and for workers. */
export function makeDocumentScanner(
  setup: ScannerSetup,
  onFallback: (reason: string) => void,
): DocumentScanner {
  const { limits } = setup.scanner
  const options = { decodeDepth: limits.decodeDepth, disabledRules: setup.disabledRules }
  return new DocumentScanner(
    loadEngine(options, onFallback, setup.rules, setup.known),
    setup.scanner,
  )
}
