import type { EvidenceOutcome } from './adapter.ts'

/** Evidence that could not be had, and why. */
export function unread(gap: string): EvidenceOutcome {
  return { facts: {}, complete: false, gaps: [gap], calls: [] }
}
