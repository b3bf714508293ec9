import { markLength } from '../text/json-lexis.ts'

/** Whether the first thing in a file is a tag. */
export function beginsAsMarkup(head: Uint8Array): boolean {
  let at = Math.max(0, markLength(head, head.length))
  while (head[at] === 0x20 || (head[at]! >= 0x09 && head[at]! <= 0x0d)) at++
  return head[at] === 0x3c
}
