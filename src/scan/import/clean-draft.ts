import * as v from 'valibot'
import { refusalOf } from '../../engine/known-refusal.ts'
import { recordSchema } from '../../inventory/record-schema.ts'
import type { RecordDraft, StoredValue } from '../../inventory/stored-secret.ts'
import { escapeControls } from '../../report/escape-controls.ts'
import { bytesOfUtf8, holdsText, latin1Of } from '../../text/bytes.ts'

/** A draft that may stand in an inventory, or why it may not. */
export type CleanDraft =
  | { readonly draft: RecordDraft }
  /** `path` names it without what may not be shown. A value that is also a name is `refused`. */
  | { readonly kind: 'refused' | 'problem'; readonly reason: string; readonly path: string }

const textMax = 1024

/**
 * What a store says goes into a file that is shown and committed: control characters are escaped, long texts cut, and
 * nothing may hold a secret.
 *
 * @param holdsSecret asked for texts that people write
 */
export function cleanDraft(
  draft: RecordDraft,
  values: readonly StoredValue[],
  holdsSecret: (text: string) => boolean,
): CleanDraft {
  const cleaned: RecordDraft = { ...(cleanTexts(draft) as RecordDraft), id: draft.id }
  const parsed = v.safeParse(recordSchema, { state: 'active', ...cleaned })
  if (!parsed.success) {
    const [issue] = parsed.issues
    const reason = `${v.getDotPath(issue) ?? 'record'}: ${issue.message}`
    return { kind: 'problem', reason, path: draft.id }
  }
  const unknown = values.filter(
    ({ value, isIdentifier }) => isIdentifier !== true && refusalOf(latin1Of(value)) === undefined,
  )
  const leaking = Object.entries(cleaned).find(([key, told]) =>
    textsOf(told).some(
      (text) =>
        holdsValue(text, unknown) ||
        ((isProse(key) || (key === 'id' && hasLongPart(text))) && holdsSecret(text)),
    ),
  )
  return leaking === undefined
    ? { draft: cleaned }
    : {
        kind: isProse(leaking[0]) ? 'problem' : 'refused',
        reason: `a secret stands in its ${leaking[0]}, as the store has it`,
        path: leaking[0] === 'id' ? `${draft.id.split('/')[0]!.slice(0, 16)}/…` : draft.id,
      }
}

/** Names without such a part hold no secret that a rule would know: most need not be searched. */
export function hasLongPart(text: string): boolean {
  return /(?=[\w-]*\d)[\w-]{16}/.test(text)
}

function isProse(key: string): boolean {
  return ['purpose', 'owner', 'consumers', 'scopes', 'audience'].includes(key)
}

function holdsValue(text: string, values: readonly StoredValue[]): boolean {
  const bytes = bytesOfUtf8(text)
  return values.some(
    ({ value }) => value.length <= bytes.length && holdsText(bytes, latin1Of(value)),
  )
}

function cleanTexts(told: unknown): unknown {
  if (typeof told === 'string') return cut(escapeControls(told))
  if (Array.isArray(told)) return told.map((one) => cleanTexts(one))
  if (typeof told !== 'object' || told === null) return told
  return Object.fromEntries(
    Object.entries(told).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, cleanTexts(value)]],
    ),
  )
}

function cut(text: string): string {
  return text.length <= textMax ? text : `${text.slice(0, textMax - 1)}…`
}

function textsOf(told: unknown): string[] {
  if (typeof told === 'string') return [told]
  return typeof told === 'object' && told !== null
    ? Object.values(told).flatMap((one) => textsOf(one))
    : []
}
