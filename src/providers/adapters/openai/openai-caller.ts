import { textOf } from '../../../text/field-of.ts'
import { StanchError } from '../../../text/error.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { bodyOf, statusOf, type Asked } from '../asking/ask.ts'
import type { HttpRequest } from '../../http-client.ts'

export const openaiHost = 'api.openai.com'

/** A request with a key. @param path as of `/v1/` */
export function openaiRequest(method: 'GET' | 'DELETE', path: string, key: string): HttpRequest {
  return {
    method,
    url: new URL(`https://${openaiHost}/v1/${path}`),
    headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
    // A delete whose answer was lost is asked about, not sent again unseen.
    isIdempotent: method === 'GET',
  }
}

/** @throws StanchError `OPENAI_ADMIN_KEY` */
export function adminKeyOf({ env }: AdapterSetting): string {
  const key = env['OPENAI_ADMIN_KEY']?.trim()
  if (key && /^[\x21-\x7e]+$/.test(key)) return key
  throw new StanchError(
    'OPENAI_ADMIN_KEY',
    'OPENAI_ADMIN_KEY: expected an admin key of the organisation (https://platform.openai.com/settings/organization/admin-keys).',
  )
}

export function missingAdminKey({ env }: AdapterSetting): string[] {
  return env['OPENAI_ADMIN_KEY'] ? [] : ['an admin key of the organisation: set OPENAI_ADMIN_KEY']
}

/** `OpenAI answered 401 (invalid_api_key).` */
export function openaiAnswerOf(asked: Asked): string {
  const code = textOf(bodyOf(asked), 'error', 'code')
  const word = code !== undefined && /^[a-z_]{1,60}$/.test(code) ? ` (${code})` : ''
  return `OpenAI answered ${statusOf(asked)}${word}.`
}

/** Admin keys are listed elsewhere, and may not ask for models. */
export function isAdminKey(value: string): boolean {
  return value.startsWith('sk-admin-')
}
