import type { ScanResult } from '../scan-result.ts'
import type { ChangeFacts } from './change-facts.ts'

/** Workflow commands for the log, the gravest first; lines end in a line feed. */
export function annotateChange(_result: ScanResult, _facts: ChangeFacts): string {
  return ''
}
