import { StanchError } from '../../../text/error.ts'
import { fieldOf, objectsOf, textOf } from '../../../text/field-of.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import { statusText } from '../asking/refusal.ts'
import type { ListedPage } from '../asking/list-pages.ts'
import type { ImportContext } from '../importer.ts'
import type { GcpProject } from './gcp-project.ts'

/** One call that reads, `path` as of `/v1/`. @throws StanchError `GCP_REFUSED` for any status but 200 */
export async function readGcp(
  context: ImportContext,
  { endpoint, headers }: GcpProject,
  path: string,
): Promise<unknown> {
  const answer = await askPatiently(context, {
    method: 'GET',
    url: new URL(`/v1/${path}`, endpoint),
    headers: await headers(),
  })
  if (answer.status === 200) return jsonOf(answer)
  throw new StanchError('GCP_REFUSED', reasonOfRefusal(answer))
}

/** A page of a list whose entries stand under `key`; `token` is that of the page before. */
export async function readGcpPage(
  context: ImportContext,
  project: GcpProject,
  { path, key, token }: { readonly path: string; readonly key: string; readonly token: string },
): Promise<ListedPage<string>> {
  const query = new URLSearchParams({
    pageSize: '250',
    ...(token === '' ? {} : { pageToken: token }),
  })
  const page = await readGcp(context, project, `${path}?${query.toString()}`)
  // An empty list is an answer without the key.
  const { [key]: items = [], nextPageToken } = (page ?? { [key]: null }) as Record<string, unknown>
  if (!Array.isArray(items)) {
    throw new StanchError('IMPORT_NOT_UNDERSTOOD', `expected a page of ${key} of Secret Manager`)
  }
  const next = typeof nextPageToken === 'string' && nextPageToken !== '' ? nextPageToken : undefined
  return { items, next }
}

/**
 * What a status says, with the machine's word for it: never the message, which quotes what was asked.
 * https://cloud.google.com/apis/design/errors#error_model
 */
function reasonOfRefusal(answer: HttpAnswer): string {
  const error = fieldOf(jsonOf(answer), 'error')
  const reasons = objectsOf(error, 'details').map((one) => textOf(one, 'reason'))
  const words = [textOf(error, 'status'), ...reasons].filter(
    (word): word is string => word !== undefined && /^[A-Z][A-Z_]{1,60}$/.test(word),
  )
  return statusText(answer.status, words)
}
