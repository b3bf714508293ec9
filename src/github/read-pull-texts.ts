import type { Github } from './github.ts'
import type { Pull } from './read-pull.ts'
import type { TextEvent } from './text-event.ts'

/**
 * All that is written at a pull request: title, body, branches, labels, comments, reviews, comments on lines and on its
 * commits, all pages; and former versions of what was edited, which whoever may read it can open. What cannot be read
 * whole is a problem.
 *
 * @throws the signal's reason; StanchError only when nothing more can be read at all
 */
export async function* readPullTexts(_github: Github, _pull: Pull): AsyncGenerator<TextEvent> {
  throw new Error('not yet')
}
