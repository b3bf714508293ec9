import type { Readable } from 'node:stream'
import type { Answerer, AnswerProblem } from './answer.ts'

/** Longest request; rsyslog's own limit of a message is 8 KiB unless told otherwise. */
const requestBytesMax = 1 << 28

/** The two ends of rsyslog's pipes. */
export interface RsyslogPipes {
  readonly requests: Readable
  /** Writes all of it before it returns. */
  readonly write: (line: Buffer) => void
  readonly onProblem: (problem: AnswerProblem) => void
}

/** How it ended. `lost-step`: rsyslog starts a new instance, and no message is answered by another's reply. */
export type ServeEnd = 'end' | 'lost-step'

/**
 * Answers one line with one line until rsyslog closes its pipe. Never has two lines at once: a second one before the
 * first is answered says that rsyslog took something else for the answer.
 */
export async function serveRsyslog(answerer: Answerer, pipes: RsyslogPipes): Promise<ServeEnd> {
  let parts: Buffer[] = []
  let length = 0
  for await (const chunk of pipes.requests as AsyncIterable<Buffer>) {
    const feed = chunk.indexOf(10)
    if (feed >= 0 && feed < chunk.length - 1) return 'lost-step'
    parts.push(chunk)
    length += chunk.length
    if (length > requestBytesMax) return 'lost-step'
    if (feed < 0) continue
    const line = parts.length === 1 ? chunk : Buffer.concat(parts, length)
    parts = []
    length = 0
    const answer = answerer.answer(line)
    if (answer.kind === 'restart') return 'lost-step'
    pipes.write(answer.line)
    if (answer.problem) pipes.onProblem(answer.problem)
  }
  return 'end'
}
