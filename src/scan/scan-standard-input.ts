import { read } from 'node:fs'
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
