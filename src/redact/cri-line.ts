import type { Span } from '../text/span.ts'
import type { Fragment } from './fragment.ts'

/** All that may stand before the text: a time of at most 35 bytes, a stream and a tag. */
export const criHeadBytesMax = 80

/** Time, stream, tags parted by colons, of which the first says whether more follows. */
const head =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d) (stdout|stderr) ([PF])(?::[^ ]{0,20})? /

/**
 * Reads a line of a container's log as the Kubernetes container runtime interface has it: `TIME stdout|stderr P|F TEXT`.
 *
 * @param text one character per byte
 * @param within where the line stands in it, without its line feed
 */
export function criLineAt(text: string, within: Span): Fragment | undefined {
  // The year's dash and the T, before anything is looked for.
  if (text.charCodeAt(within.start + 4) !== 0x2d || text.charCodeAt(within.start + 10) !== 0x54)
    return undefined
  const end = Math.min(within.end, within.start + criHeadBytesMax)
  const found = head.exec(text.slice(within.start, end))
  if (!found) return undefined
  const [whole, stream, tag] = found as unknown as [string, string, string]
  return {
    stream: `cri ${stream}`,
    span: { start: within.start + whole.length, end: within.end },
    encoding: 'plain',
    part: tag === 'P' ? 'more' : 'last',
  }
}
