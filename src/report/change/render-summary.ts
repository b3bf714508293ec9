import type { ScanResult } from '../scan-result.ts'
import type { ChangeFacts } from './change-facts.ts'

/** The job summary, in GitHub's Markdown: at most 1 MiB. In a public repository nothing but the public view is shown. */
export function renderSummary(_result: ScanResult, _facts: ChangeFacts): string {
  return ''
}
