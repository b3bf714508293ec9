import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const sourceFile = /\.(go|py|js|ts|rb|java|c|h|md|rst|yml|yaml|sh|json|txt|log)$/

/** Source and text files below a directory, up to a size, for training. */
export function* filesBelow(directory: string, fileBytesMax: number): Generator<string> {
  for (const name of readdirSync(directory).toSorted()) {
    const path = join(directory, name)
    const status = statSync(path, { throwIfNoEntry: false })
    if (status?.isDirectory() && name !== '.git' && name !== 'testdata') {
      yield* filesBelow(path, fileBytesMax)
    } else if (status?.isFile() && status.size < fileBytesMax && sourceFile.test(name)) yield path
  }
}
