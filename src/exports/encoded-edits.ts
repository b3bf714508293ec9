import { latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { reencodePart } from './mail/reencode-part.ts'
import type { FileEdit } from './plan-edits.ts'

/**
 * Edits as a file's bytes take them: a part that is encoded as a whole is written anew, with what changes in it.
 *
 * @param edits ascending, disjoint
 * @param read the bytes of a run of the file
 */
export function encodeEdits(
  edits: readonly FileEdit[],
  read: (span: Span) => Uint8Array,
): FileEdit[] {
  return edits.map((edit) => {
    if (!edit.inner) return edit
    const body = reencodePart(read(edit.span), edit.inner)
    return { span: edit.span, text: latin1Of(body), isWide: false }
  })
}
