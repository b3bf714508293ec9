import { openForge } from './open-forge.ts'
import { runAction } from './run-action.ts'

const controller = new AbortController()
const onSignal = () => {
  // The second one ends it at once.
  if (controller.signal.aborted) process.exit(130)
  controller.abort()
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

process.exitCode = await runAction({
  env: process.env,
  writeOut: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  now: () => Date.now(),
  signal: controller.signal,
  openForge,
})
