import type { Github } from './github.ts'
import type { TextEvent } from './text-event.ts'

/** Which text an event is about; numbers are GitHub's own. */
export type EventSubject =
  | { readonly kind: 'issue' | 'discussion'; readonly number: number }
  | { readonly kind: 'issue-comment'; readonly of: 'issue' | 'pull'; readonly number: number; readonly id: number }
  | { readonly kind: 'review' | 'review-comment' | 'discussion-comment'; readonly number: number; readonly id: number }
  | { readonly kind: 'release'; readonly id: number } // prettier-ignore

/**
 * The text as it is now, and its former versions. One that is gone is skipped.
 *
 * @param repository `OWNER/REPO`
 * @throws as `readPullTexts`
 */
export async function* readEventTexts(
  _github: Github,
  _repository: string,
  _subject: EventSubject,
): AsyncGenerator<TextEvent> {
  throw new Error('not yet')
}
