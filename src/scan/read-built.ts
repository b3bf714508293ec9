import { readFileSync } from 'node:fs'
import { StanchError } from '../text/error.ts'

// This file must stay two directories below `dist`, where the command's bundle stands, too.
const packDirectory = new URL('../../dist/pack/', import.meta.url)

/** A file that was made when Stanch was built. @throws StanchError `NOT_BUILT` */
export function readBuilt(name: string): Buffer {
  try {
    return readFileSync(new URL(name, packDirectory))
  } catch (error) {
    throw new StanchError(
      'NOT_BUILT',
      `dist/pack/${name} is missing: Stanch is not built. Run: npm run build`,
      { cause: error },
    )
  }
}
