import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Frees what is no longer used, at once: a tenth of a second where much is. V8 lets a heap grow by its half and more before
 * it looks, and sees no haste in bytes outside of it; so what one large request leaves behind would still be there when the
 * next ones are read.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
