import { readRepositoryEntry } from './list-repositories.ts'
import type { ResourceReader } from './read-context.ts'
import { isTime, textEvents } from '../text-events.ts'

/** What a repository says of itself: description, homepage, topics. */
export const readAbout: ResourceReader = async function* ({ github, repository, since }, before) {
  const entry = await readRepositoryEntry(github, repository)
  const { description, homepage, topics, updatedAt } = entry
  const from = before.latest ?? since
  const place = {
    path: repository,
    repository,
    part: 'repository',
    url: `${github.webUrl}/${repository}`,
    time: updatedAt,
  } as const
  if (from === undefined || !isTime(updatedAt) || updatedAt > from) {
    yield* textEvents(description, place)
    yield* textEvents(homepage, place)
    yield* textEvents(topics.join('\n'), place)
  }
  const latest = isTime(updatedAt) ? { latest: updatedAt } : {}
  yield { kind: 'position', position: { ...latest, isFinished: true } }
}
