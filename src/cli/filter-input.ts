import { fstatSync, readSync } from 'node:fs'

const readBytes = 1 << 20
const standardInput = 0

/** Standard input in chunks, each in memory of its own; a file is read in large ones. */
export function readStandardInput(): AsyncIterable<Uint8Array> {
  return fstatSync(standardInput).isFile() ? readFileChunks(standardInput) : process.stdin
}

async function* readFileChunks(file: number): AsyncGenerator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(readBytes)
    const length = readSync(file, buffer, 0, readBytes, null)
    if (length === 0) return
    yield buffer.subarray(0, length)
  }
}
