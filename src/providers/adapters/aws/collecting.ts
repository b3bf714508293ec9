import type { AnswerFacts } from '../../../incident/adapter.ts'

/** Collects what a plan needs to know; what could not be asked is a gap. */
export interface Collecting {
  readonly facts: Record<string, string>
  readonly gaps: string[]
  readonly calls: AnswerFacts[]
}
