import { reasonOf, StanchError } from '../text/error.ts'
import type { TextEvent } from './text-event.ts'

/**
 * Events of a reader; what it fails by becomes the last of them.
 *
 * @param path of what is read, for people
 * @param refusal what it is when GitHub refuses
 * @throws whatever is no `StanchError`, such as a signal's reason; `GITHUB_RATE_LIMITED`, since then nothing else can be read
 */
export async function* guardedEvents(
  events: AsyncIterable<TextEvent>,
  path: string,
  refusal: 'problem' | 'skipped' = 'problem',
): AsyncGenerator<TextEvent> {
  try {
    yield* events
  } catch (error) {
    if (!(error instanceof StanchError) || error.code === 'GITHUB_RATE_LIMITED') throw error
    const kind = error.code === 'GITHUB_FORBIDDEN' ? refusal : 'problem'
    const [reason = ''] = reasonOf(error).split('\n')
    // Most say of what they are, as the event does.
    yield { kind, path, reason: reason.startsWith(`${path}: `) ? reason.slice(path.length + 2) : reason } // prettier-ignore
  }
}

/** Events of several readers, one after the other; all of them have begun to read when the first is asked. */
export async function* inOrder(
  readers: readonly AsyncGenerator<TextEvent>[],
): AsyncGenerator<TextEvent> {
  const begun = readers.map((events) => {
    const first = events.next()
    // Nobody may come to ask for it.
    first.catch(() => undefined)
    return { events, first }
  })
  try {
    for (const { events, first } of begun) {
      const { done, value } = await first
      if (done) continue
      yield value
      yield* events
    }
  } finally {
    for (const { events } of begun) await events.return(undefined)
  }
}
