import { toJson } from './escape-controls.ts'
import { groupRuns } from './group-runs.ts'
import type { ReportOptions } from './report-options.ts'
import type { Report } from './scan-result.ts'

/**
 * One object a line: findings as they come, exposures, runs if they were asked for, and coverage at the end. `onEnd` does not
 * repeat the findings; a reader that meets no coverage line knows that the scan was cut off.
 */
export function createJsonlReport({ byRun = false }: Pick<ReportOptions, 'byRun'> = {}): Report {
  return {
    onFinding: (finding) => writeLine(finding),
    onEnd: (result) => {
      const runs = byRun ? groupRuns(result) : []
      return [...result.exposures, ...runs, result.coverage].map(writeLine).join('')
    },
  }
}

function writeLine(value: unknown): string {
  return `${toJson(value)}\n`
}
