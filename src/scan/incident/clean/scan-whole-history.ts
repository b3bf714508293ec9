import { openRepository } from '../../../git/repository.ts'
import { scanHistory } from '../../history/scan-history.ts'
import type { LookOptions } from './look-at-place.ts'

/** What all that a clone still holds says: also what no reference reaches any more. */
export interface WholeHistory {
  /** Paths or parts with the credential, some of them. */
  readonly places: readonly string[]
  /** Why it is not known whether there are more. */
  readonly problem?: string
}

const placesMax = 5
const scans = new WeakMap<LookOptions, Promise<WholeHistory>>()

/** Once for one look at several places. */
export function scanWholeHistory(options: LookOptions): Promise<WholeHistory> {
  const known = scans.get(options) ?? scan(options)
  scans.set(options, known)
  return known
}

async function scan(options: LookOptions): Promise<WholeHistory> {
  const { configuration, rules, root, key, signal, isRight } = options
  const places = new Set<string>()
  const result = await scanHistory(
    {
      repository: openRepository(root),
      paths: [],
      directory: root,
      configuration: { ...configuration, minConfidence: 'low', ignore: [] },
      rules,
      key,
      isKeyEphemeral: false,
      threads: undefined,
      signal,
      allCommits: false,
      reflog: true,
      unreachable: true,
      branch: undefined,
      shard: undefined,
      index: undefined,
    },
    {
      onFound: (found) => {
        const { origin } = found.finding
        const isHere = isRight(found)
        if (isHere && origin.kind === 'git') places.add(origin.path || `${origin.part} of commit ${origin.commit?.slice(0, 12)}`) // prettier-ignore
        return isHere
      },
      onProgress: () => undefined,
      onRegexFallback: () => undefined,
      onIndexRefused: () => undefined,
      needsValues: true,
      suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
    },
  )
  signal.throwIfAborted()
  const [problem] = result.coverage.problems
  return {
    places: [...places].slice(0, placesMax),
    ...(problem !== undefined && { problem: `not all of the history could be read: ${problem.reason}` }), // prettier-ignore
  }
}
