import { fstatSync, readFileSync } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import type { DocumentScanner, Outcome } from './document-scanner.ts'

/**
 * Scans standard input as it comes. A stream, since a plain read of a silent pipe would outlast an interrupt, and
 * the process with it.
 *
 * @param onProgress told how many bytes were read so far
 */
export async function scanStandardInput(
  documents: DocumentScanner,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<Outcome> {
  const stream = documents.openStream({ kind: 'stdin', path: '-' })
  try {
    const chunks: AsyncIterable<Uint8Array> = addAbortSignal(signal, process.stdin)
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) {
        const room = stream.room()
        const part = chunk.subarray(at, at + room.length)
        room.set(part)
        stream.advance(part.length)
        at += part.length
      }
      onProgress(stream.bytes)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return stream.end()
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
