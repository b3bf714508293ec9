import type { ReadContext, ResourceReader } from './read-context.ts'
import type { Position } from './github-event.ts'
import { loginOf, objectOf } from '../json-of.ts'
import { originOf } from '../text-events.ts'
import { listFiles, walkFiles, type ListedFile } from './walk-files.ts'

/**
 * A run takes up to 35 days, and can be repeated until 30 days after it began:
 * https://docs.github.com/en/actions/reference/limits. Older ones have no new attempt.
 */
const repeatDays = 65

/** Runs kept out of a list by nothing: with any filter it ends after 1,000. */
export const readRunLogs: ResourceReader = (context, position) => {
  const { repository } = context
  const label = `${repository}/actions/runs`
  const list = {
    path: `/repos/${repository}/actions/runs`,
    label,
    permission: 'Actions',
    member: 'workflow_runs',
    until: untilOf(position, context.since),
  } as const
  return walkFiles(
    context,
    'Actions',
    listFiles(context, list, (run) => attemptsOf(context, run)),
    position,
  )
}

/** The newest first; an artifact never changes. */
export const readArtifacts: ResourceReader = (context, position) => {
  const { repository } = context
  const label = `${repository}/actions/artifacts`
  const list = {
    path: `/repos/${repository}/actions/artifacts`,
    label,
    permission: 'Actions',
    member: 'artifacts',
  } as const
  return walkFiles(
    context,
    'Actions',
    listFiles(context, list, (artifact) => [artifactOf(context, artifact)]),
    position,
  )
}

function attemptsOf(
  { repository }: ReadContext,
  run: Readonly<Record<string, unknown>>,
): ListedFile[] {
  const id = String(run['id'])
  const attempts = Number(run['run_attempt'] ?? 1)
  const count = Number.isSafeInteger(attempts) && attempts > 0 ? Math.min(attempts, 1000) : 1
  return Array.from({ length: count }, (_, at) => {
    const attempt = at + 1
    const path = `${repository}/actions/runs/${id}/attempts/${attempt}/logs.zip`
    const isRunning = attempt === count && run['status'] !== 'completed'
    return {
      key: `${id}.${attempt}`,
      path,
      from: `/repos/${repository}/actions/runs/${id}/attempts/${attempt}/logs`,
      time: run['updated_at'] ?? run['created_at'],
      skipReason: isRunning ? 'still running: its log is read next time' : undefined,
      goneReason: 'log gone by its retention',
      origin: originOf({
        path,
        repository,
        part: 'log',
        url: `${String(run['html_url'])}/attempts/${attempt}`,
        user: loginOf(run['triggering_actor'] ?? run['actor']),
        time: run['updated_at'],
      }),
    }
  })
}

function artifactOf(
  { repository, github }: ReadContext,
  artifact: Readonly<Record<string, unknown>>,
): ListedFile {
  const id = String(artifact['id'])
  const path = `${repository}/actions/artifacts/${id}/${String(artifact['name'])}.zip`
  const run = objectOf(artifact['workflow_run'])['id']
  return {
    key: id,
    path,
    from: `/repos/${repository}/actions/artifacts/${id}/zip`,
    bytes: artifact['size_in_bytes'],
    time: artifact['updated_at'] ?? artifact['created_at'],
    skipReason: artifact['expired'] === true ? 'artifact gone by its retention' : undefined,
    goneReason: 'artifact gone by its retention',
    origin: originOf({
      path,
      repository,
      part: 'artifact',
      url: `${github.webUrl}/${repository}/actions/runs/${String(run)}/artifacts/${id}`,
      time: artifact['updated_at'],
    }),
  }
}

/** @returns of runs that began earlier all is known */
function untilOf(position: Position, since: string | undefined): string | undefined {
  const from = position.latest ?? since
  if (from === undefined) return undefined
  return new Date(Date.parse(from) - repeatDays * 86_400_000).toISOString()
}
