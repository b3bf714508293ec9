import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently, type Asking } from './ask-patiently.ts'

/** Posts a form, as token endpoints of OAuth 2 want it: https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2 */
export function postForm(
  asking: Asking,
  url: URL,
  fields: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  return askPatiently(asking, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(fields).toString(),
    isIdempotent: true,
  })
}

/**
 * The code of an OAuth error (`invalid_client`, …), never its description, which may quote what was sent.
 * https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export function oauthErrorOf(answer: HttpAnswer): string {
  const { error } = (jsonOf(answer) ?? {}) as { readonly error?: unknown }
  const isCode = typeof error === 'string' && /^[a-z_]{1,60}$/.test(error)
  return isCode ? `status ${answer.status}, ${error}` : `status ${answer.status}`
}
