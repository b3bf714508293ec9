import { openRepository } from '../../src/git/repository.ts'
import type { ScanResult } from '../../src/report/scan-result.ts'
import { defaultConfiguration } from '../../src/scan/configuration.ts'
import { scanHistory } from '../../src/scan/history/scan-history.ts'
import type { HistoryRequest } from '../../src/scan/history/scan-request.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { testKey } from '../cli/run-stanch.ts'

export const key = parseFingerprintKey(testKey, 'the tests')

/**
 * What `stanch scan git` does, in this process and, unless told otherwise, in this thread alone.
 *
 * @param onIndexRefused told why; without it that is an error
 */
export function scanInProcess(
  directory: string,
  options: Partial<HistoryRequest> = {},
  onIndexRefused: (reason: string) => void = (reason) => {
    throw new Error(`index refused: ${reason}`)
  },
): Promise<ScanResult> {
  const request: HistoryRequest = {
    repository: openRepository(directory),
    configuration: defaultConfiguration,
    directory,
    key,
    isKeyEphemeral: false,
    threads: 1,
    signal: new AbortController().signal,
    paths: [],
    allCommits: false,
    reflog: false,
    unreachable: false,
    branch: undefined,
    shard: undefined,
    index: undefined,
    ...options,
  }
  return scanHistory(request, {
    onFound: () => true,
    onProgress: () => undefined,
    onRegexFallback: () => undefined,
    onIndexRefused,
    needsValues: true,
    suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
  })
}
