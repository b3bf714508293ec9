import { openRepository, type Repository } from '../git/repository.ts'
import type { ReferenceUpdate, Selection } from '../git/select-commits.ts'
import type { ScanResult } from '../report/scan-result.ts'
import type { ScanListener, ScanRequest } from '../scan/scan-request.ts'
import { StanchError } from '../text/error.ts'
import type { GitOptions } from './git-options.ts'

/** `stanch scan git`: all history, or what was added. */
export async function scanRepository(
  request: ScanRequest,
  options: GitOptions,
  listener: ScanListener,
): Promise<ScanResult> {
  const repository = openRepository(options.directory, process.env)
  const { paths, allCommits, reflog, unreachable, branch, shard, indexPath: index } = options
  if (options.what.kind === 'history') {
    const { scanHistory } = await import('../scan/history/scan-history.ts')
    return scanHistory(
      { ...request, repository, paths, allCommits, reflog, unreachable, branch, shard, index },
      listener,
    )
  }
  const selection = await select(repository, options)
  const { scanAdded } = await import('../scan/history/scan-added.ts')
  return scanAdded({ ...request, repository, paths, selection }, listener)
}

async function select(
  repository: Repository,
  { what, branch }: GitOptions,
): Promise<Selection | undefined> {
  if (what.kind === 'staged' || what.kind === 'history') return undefined
  const { selectPushed, selectRange, selectSince } = await import('../git/select-commits.ts')
  if (what.kind === 'range') {
    return selectRange(repository, what.from, what.to, { mustMeet: what.symmetric })
  }
  if (what.kind === 'since') return selectSince(repository, what.revisionOrDate, branch ?? 'HEAD')
  const { notRemote } = what
  return selectPushed(repository, await readUpdates(), {
    // Only there no reference has the new objects yet.
    isReceiving: process.env['GIT_QUARANTINE_PATH'] !== undefined,
    ...(notRemote !== undefined && { notRemote }),
  })
}

/** @throws StanchError `UPDATES_INVALID` */
async function readUpdates(): Promise<ReferenceUpdate[]> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const lines = Buffer.concat(chunks).toString().split('\n')
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return []
    const found = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\S+)$/.exec(line.trim())
    if (found) return { from: found[1]!, to: found[2]!, name: found[3]! }
    throw new StanchError(
      'UPDATES_INVALID',
      `Standard input, line ${at + 1}: expected "<old> <new> <reference>" as git gives it to a pre-receive hook.`,
    )
  })
}
