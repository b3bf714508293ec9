import { StanchError } from '../text/error.ts'
import type { Github } from './github.ts'
import { objectsOf, type Json } from './json-of.ts'
import { dataOf } from './refusal.ts'

/**
 * All items of a list, over all its pages. Octokit's own pagination would take a refusal in the middle for the end.
 *
 * @param path without a query
 * @param label for people
 * @param needs as of `dataOf`
 * @throws StanchError as `dataOf`; `GITHUB_FAILED` when an answer is no list, or the pages lead in a circle
 */
export async function* walkPages(
  github: Github,
  path: string,
  label: string,
  needs: string,
): AsyncGenerator<Json> {
  const met = new Set<string>()
  for (let next: string | undefined = `${path}?per_page=100`; next !== undefined;) {
    if (met.has(next)) throw unreadable(label)
    met.add(next)
    const answer = await github.get(next)
    const data = dataOf(answer, label, needs)
    if (!Array.isArray(data)) throw unreadable(label)
    yield* objectsOf(data)
    next = answer.next
  }
}

function unreadable(label: string): StanchError {
  return new StanchError(
    'GITHUB_FAILED',
    `${label}: GitHub’s list of them cannot be read to its end.`,
  )
}
