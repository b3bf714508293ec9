import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import type { OutputName } from './inputs.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** More is refused, with everything in it: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
export const summaryBytesMax = 1 << 20

const cutNote =
  '\n\n_This summary was cut: GitHub takes 1 MiB of a step. The report has all of it._\n'

/**
 * Tells later steps. Each value has a delimiter that nobody can foresee, so that no value sets another output.
 *
 * Format: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function writeOutputs(values: Readonly<Record<OutputName, string>>, env: Environment): void {
  const lines = Object.entries(values).map(([name, value]) => {
    const delimiter = `stanch-${randomUUID()}`
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`
  })
  append(env['GITHUB_OUTPUT'], lines.join(''))
}

/** @param markdown already fit for everybody who may see the run */
export function writeSummary(markdown: string, env: Environment): void {
  append(env['GITHUB_STEP_SUMMARY'], cutToBytes(markdown, summaryBytesMax - 1))
}

/** At a line end, with a note, when it is longer than the limit. */
export function cutToBytes(markdown: string, bytesMax: number): string {
  const bytes = bytesOfUtf8(markdown)
  if (bytes.length <= bytesMax) return markdown
  const room = bytesMax - bytesOfUtf8(cutNote).length
  const end = bytes.lastIndexOf(0x0a, room - 1)
  return new TextDecoder().decode(bytes.subarray(0, Math.max(0, end))) + cutNote
}

/** Outside of a runner there is no such file: then nobody is told. */
function append(path: string | undefined, text: string): void {
  if (!path) return
  try {
    appendFileSync(path, text)
  } catch (error) {
    const name = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new StanchError(
      'ACTION_FILE',
      `A file of the runner cannot be written (${name}): expected GITHUB_OUTPUT and GITHUB_STEP_SUMMARY to name files. The scan was made, its result told to nobody.`,
      { cause: error },
    )
  }
}
