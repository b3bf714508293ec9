import { StanchError } from '../../../text/error.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import { statusText } from '../asking/refusal.ts'
import type { ImportContext } from '../importer.ts'

/** @throws StanchError `TERRAFORM_ADDRESS_INVALID` */
export function stateAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === ''
  )
    return url
  throw new StanchError(
    'TERRAFORM_ADDRESS_INVALID',
    'expected the address of an HTTP backend, https://…, without credentials: those stand in TF_HTTP_USERNAME and TF_HTTP_PASSWORD',
  )
}

/**
 * Reads a state of an HTTP backend, as a whole: https://developer.hashicorp.com/terraform/language/backend/http
 *
 * @throws StanchError `IMPORT_REFUSED`
 */
export async function* fetchState(url: URL, context: ImportContext): AsyncGenerator<Uint8Array> {
  const user = context.env['TF_HTTP_USERNAME'] ?? ''
  const password = context.env['TF_HTTP_PASSWORD'] ?? ''
  const isSigned = user !== '' || password !== ''
  const credentials = Buffer.from(`${user}:${password}`, 'utf8').toString('base64')
  const answer = await askPatiently(context, {
    method: 'GET',
    url,
    headers: isSigned ? { authorization: `Basic ${credentials}` } : {},
  })
  if (answer.status !== 200)
    throw new StanchError(
      'IMPORT_REFUSED',
      `${statusText(answer.status)}; it needs TF_HTTP_USERNAME and TF_HTTP_PASSWORD of somebody who may read the state`,
    )
  yield answer.body
}
