import { documentKindOf, fileNameOf } from '../../engine/document-kind.ts'
import type { Engine } from '../../engine/engine.ts'

/** More is looked at in windows. */
const bytesMax = 1 << 20

/**
 * Whether anything in a text is to be looked at closely: for the many short ones that are of no format, and of which most
 * hold nothing.
 *
 * @param path as reached
 */
export function mayHoldSecrets(engine: Engine, bytes: Uint8Array, path: string): boolean {
  if (bytes.length > bytesMax) return true
  const { prefilter } = engine
  const address = prefilter.reserve(bytes.length)
  try {
    prefilter.bytes.set(bytes, address)
    const document = { kind: documentKindOf(path), fileName: fileNameOf(path), path }
    const { candidates, limited } = engine.scan(address, bytes.length, document)
    return candidates.length > 0 || limited
  } finally {
    prefilter.release(bytes.length)
  }
}
