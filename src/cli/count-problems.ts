import { describeError } from './describe-error.ts'
import type { Log } from './log.ts'

/** Why a message was withheld. */
export interface MessageProblem {
  readonly code: string
  readonly error: unknown
}

/** Logs the first message that is withheld for a reason, then the second, the fourth, the eighth: no flood. */
export function countProblems(log: Log): (problem: MessageProblem) => void {
  const counts = new Map<string, number>()
  return ({ code, error }) => {
    const messages = (counts.get(code) ?? 0) + 1
    counts.set(code, messages)
    if ((messages & (messages - 1)) !== 0) return
    log.error({ code, messages, ...describeError(error) }, 'messages are withheld')
  }
}
