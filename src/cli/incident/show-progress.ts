import type { RunProgress } from '../../incident/run-setting.ts'
import { textRun } from '../../report/incident/text-run.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { showsColor } from '../shows-color.ts'
import { incidentScreen } from './incident-screen.ts'

/**
 * Shows a run while it goes on: what ended on standard output, unless that is for JSON; all that passes on standard error.
 */
export function showProgress(format: string, isGroup: boolean): (progress: RunProgress) => void {
  const plain = createInk({ color: false, hyperlinks: false })
  const colored = createInk({ color: showsColor(), hyperlinks: false })
  let last: string | undefined
  return (progress) => {
    const goesOut = format === 'text'
    const { isPassing } = textRun(progress, { ink: plain, isGroup })
    const stream = goesOut && !isPassing ? process.stdout : process.stderr
    const { lines } = textRun(progress, {
      ink: stream.isTTY ? colored : plain,
      isGroup,
      width: incidentScreen().width,
    })
    // Who waits until it is dead wants to see what changes.
    const text = lines.join('\n')
    if (progress.type === 'probed' && text === last) return
    last = text
    stream.write(lines.map((line) => `${line}\n`).join(''))
  }
}
