import { fieldOf, objectsOf, textOf } from '../../../text/field-of.ts'
import { bodyOf, statusOf, type Asked } from '../asking/ask.ts'

/**
 * Google's own words for a refusal, `PERMISSION_DENIED`, `API_KEY_INVALID`; never its sentences, which quote what was asked.
 * https://cloud.google.com/apis/design/errors#error_model
 */
export function googleReasonsOf(asked: Asked): string[] {
  const error = fieldOf(bodyOf(asked), 'error')
  const reasons = objectsOf(error, 'details').map((one) => textOf(one, 'reason'))
  return [textOf(error, 'status'), ...reasons].filter(
    (word): word is string => word !== undefined && /^[A-Z][A-Z_]{1,60}$/.test(word),
  )
}

/** `answered 403 (PERMISSION_DENIED)`. */
export function googleAnswerOf(asked: Asked): string {
  const words = googleReasonsOf(asked)
  return `answered ${statusOf(asked)}${words.length === 0 ? '' : ` (${words.join(', ')})`}`
}
