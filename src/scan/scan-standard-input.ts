import { fstatSync, read, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { DocumentScanner, Outcome } from './document-scanner.ts'

const readAsync = promisify(read)

/** Pause before a descriptor that is not ready is asked again, in milliseconds. */
const retryMs = 5

/**
 * Scans standard input as it comes. Reads are asynchronous, so that an interrupt is seen while nothing comes.
 *
 * @param onProgress told how many bytes were read so far
 */
export async function scanStandardInput(
  documents: DocumentScanner,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Outcome> {
  const stream = documents.openStream({ kind: 'stdin', path: '-' })
  while (!signal.aborted) {
    const length = await readSome(stream.room())
    if (length === 0) break
    stream.advance(length)
    onProgress(stream.bytes)
  }
  return stream.end()
}

async function readSome(buffer: Uint8Array): Promise<number> {
  for (;;) {
    try {
      const { bytesRead } = await readAsync(0, buffer, 0, buffer.length, null)
      return bytesRead
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }
}

/** Standard input that is a file can be read by several workers at once. */
export function sizeOfRegularInput(): { size: number; position: number } | undefined {
  try {
    const stats = fstatSync(0)
    if (!stats.isFile()) return undefined
    // Where another process of the shell's group has read up to already; Linux only.
    const position = /^pos:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'latin1'))
    return position ? { size: stats.size, position: Number(position[1]) } : undefined
  } catch {
    return undefined
  }
}
