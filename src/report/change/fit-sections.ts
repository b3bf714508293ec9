import { bytesOfUtf8 } from '../../text/bytes.ts'

/** A piece of a page. What is opened in `head` is closed in `tail`, so items can be left out. */
export interface Section {
  readonly head: string
  readonly items: readonly string[]
  readonly tail: string
}

export function sectionOf(text: string): Section {
  return { head: text, items: [], tail: '' }
}

/**
 * Joins sections, and leaves out what does not fit: items first, then sections, from the end.
 *
 * @param bytesMax of UTF-8; with the note, which stands at the end when something was left out
 */
export function fitSections(sections: readonly Section[], bytesMax: number, note: string): string {
  const whole = sections.map(({ head, items, tail }) => head + items.join('') + tail).join('')
  if (sizeOf(whole) <= bytesMax) return whole
  let left = bytesMax - sizeOf(note)
  let page = ''
  for (const { head, items, tail } of sections) {
    left -= sizeOf(head) + sizeOf(tail)
    if (left < 0) break
    let kept = 0
    while (kept < items.length && sizeOf(items[kept]!) <= left) left -= sizeOf(items[kept++]!)
    page += head + items.slice(0, kept).join('') + tail
    if (kept < items.length) break
  }
  return page + note
}

function sizeOf(text: string): number {
  return bytesOfUtf8(text).length
}
