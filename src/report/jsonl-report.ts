import { toJson } from './escape-controls.ts'
import type { Report } from './scan-result.ts'

/**
 * One object a line: findings as they come, exposures and coverage at the end. `onEnd` does not
 * repeat the findings; a reader that meets no coverage line knows that the scan was cut off.
 */
export function createJsonlReport(): Report {
  return {
    onFinding: (finding) => writeLine(finding),
    onEnd: (result) => [...result.exposures, result.coverage].map(writeLine).join(''),
  }
}

function writeLine(value: unknown): string {
  return `${toJson(value)}\n`
}
