import { DocumentScanner } from './document-scanner.ts'
import { loadEngine } from './load-engine.ts'
import type { WorkerSetup } from './worker-pool.ts'

/** The same scanner for the main thread and for workers. */
export function makeDocumentScanner(
  setup: WorkerSetup,
  onFallback: (reason: string) => void,
): DocumentScanner {
  const { limits } = setup.scanner
  const options = { decodeDepth: limits.decodeDepth, disabledRules: setup.disabledRules }
  return new DocumentScanner(loadEngine(options, onFallback), setup.scanner)
}
