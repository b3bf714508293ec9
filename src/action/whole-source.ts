import { join } from 'node:path'
import type { ChangeRepository } from '../scan/change/open-change-repository.ts'
import { githubKinds } from '../scan/github/github-kinds.ts'
import type { ScanSource } from '../scan/scan-session.ts'
import { noToken } from './no-token.ts'
import type { TargetRequest } from './scan-target.ts'

/** Of one file that GitHub keeps: of a release, a log, an artifact. */
const downloadBytesMax = 256 << 20

/** All history, or besides that all which the forge keeps beside the files. */
export async function openWholeSource(
  { target, inputs, forge, temporaryDirectory, log }: TargetRequest,
  { repository }: ChangeRepository,
): Promise<ScanSource> {
  if (inputs.scan === 'history') {
    const { scanHistory } = await import('../scan/history/scan-history.ts')
    const whole = { repository, paths: [], allCommits: false, reflog: false, unreachable: false }
    const open = { branch: undefined, shard: undefined, index: undefined }
    return (request, listener) => scanHistory({ ...request, ...whole, ...open }, listener)
  }
  if (forge === undefined)
    throw noToken('`scan: github` reads issues, pull requests and more', 'scan: history')
  const { scanGithub } = await import('../scan/github/scan-github.ts')
  return (request, listener) =>
    scanGithub(
      {
        ...request,
        ...forge.estate(),
        target: target.repository.name,
        kinds: new Set(githubKinds.filter((kind) => kind !== 'gists')),
        since: undefined,
        isResumable: false,
        resumes: false,
        downloadBytesMax,
        stateDirectory: join(temporaryDirectory, 'state'),
        clonesDirectory: undefined,
        forks: false,
        archived: false,
        suppressionsDigest: '',
        baseline: undefined,
        onStep: () => undefined,
        onNote: (note) => log.say(note),
      },
      listener,
    )
}
