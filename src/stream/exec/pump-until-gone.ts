import type { Readable, Writable } from 'node:stream'
import { pump, type Pumped, type PumpOptions } from '../filter/pump.ts'

/**
 * Redacts what a running program writes, until it ends or nobody reads any more: then the program's pipe is closed, and
 * it learns of it as in any pipeline.
 *
 * @throws what the input throws
 */
export async function pumpUntilGone(
  input: Readable,
  output: Writable,
  stream: Pumped,
  options: PumpOptions,
): Promise<void> {
  let isGone = false
  const onGone = () => {
    isGone = true
    input.destroy()
  }
  output.on('error', onGone)
  try {
    await pump(input, output, stream, options)
  } catch (error) {
    if (!isGone) throw error
  } finally {
    output.off('error', onGone)
    input.destroy()
  }
}
