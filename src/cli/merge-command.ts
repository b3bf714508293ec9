import { readFileSync } from 'node:fs'
import type { ShardResult } from '../report/complete-shards.ts'
import { mergeResults } from '../report/merge-results.ts'
import { parseResult } from '../report/parse-result.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { exitStatusOf, type ExitStatus } from './exit-status.ts'
import type { MergeOptions } from './merge-options.ts'
import { finishReports, openReports, writeFinding } from './open-reports.ts'

/** `stanch report merge`. Nothing is written, and no report file touched, before all files fit together. */
export async function runMerge(options: MergeOptions): Promise<ExitStatus> {
  const result = mergeResults(options.files.map(readResult))
  const reports = await openReports(options)
  for (const finding of result.findings) writeFinding(reports, finding)
  finishReports(reports, result)
  return exitStatusOf({ findings: result.findings, ...result.coverage })
}

function readResult(file: string): ShardResult {
  return { file, ...parseResult(readText(file), file) }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new StanchError('RESULT_UNREADABLE', `${file} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
