import { existsSync, rmSync } from 'node:fs'
import { openRepository, type Repository } from '../../git/repository.ts'
import { runGit } from '../../git/run-git.ts'
import { historyCommands, historyLimits, remotePlaceOf, type RemotePlace } from '../../scan/incident/clean/clean-guidance.ts' // prettier-ignore
import type { CleanPlace } from '../../scan/incident/clean/clean-place.ts'
import { expressionsPath, writeExpressions } from '../../scan/incident/clean/expressions-file.ts'
import type { PlaceState } from '../../scan/incident/clean/look-at-place.ts'
import { failed, guided } from './clean-file.ts'
import type { CleanedPlace, CleanRequest } from './cleaned-place.ts'

/** A history cannot be cleaned without everybody who has it: says how, and proves of this clone that it is done. */
export async function cleanHistory(
  { number }: CleanPlace,
  before: PlaceState,
  { id, isDry, value, look }: CleanRequest,
): Promise<CleanedPlace> {
  const repository = openRepository(look.root)
  const remote = await remoteOf(repository)
  const path = expressionsPath(repository, id)
  const limits = historyLimits(remote)
  if (!before.isThere) {
    if (!isDry) rmSync(path, { force: true })
    const rest = existsSync(path) ? [`rm ${path}`] : []
    return { result: 'purged', detail: 'gone from this clone; a scan of all its objects finds nothing', lines: [...rest, ...limits] } // prettier-ignore
  }
  const still = before.at.every((one) => !/^\d+:\d+$/.test(one)) ? [`still in ${before.at.join(', ')}`] : [] // prettier-ignore
  if (value === undefined && !existsSync(path)) return failed(before, 'the value is not at hand: give it with --value-stdin') // prettier-ignore
  if (!isDry && value !== undefined) writeExpressions(path, value)
  const note = isDry ? `would be written: ${path}` : `${path} holds the value, for you alone; it is deleted when the place is proven clean` // prettier-ignore
  return guided(before, 'rewrite the history, once nothing works with the value any more', [
    ...still,
    note,
    ...historyCommands(path, id, number),
    ...limits,
  ])
}

/** Of `origin`, else of the first one; nobody needs it. */
export async function remoteOf(repository: Repository): Promise<RemotePlace | undefined> {
  const output = await runGit(repository, ['remote', '-v']).catch(() => Buffer.alloc(0))
  const lines = output.toString('utf8').split('\n').map((line) => line.split(/\s/)) // prettier-ignore
  const [, url] = lines.find(([name]) => name === 'origin') ?? lines[0] ?? []
  return url === undefined ? undefined : remotePlaceOf(url)
}
