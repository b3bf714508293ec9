import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { textOf } from '../../../text/field-of.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import { statusText } from '../asking/refusal.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import type { LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import type { ImportContext } from '../importer.ts'
import type { ClusterAccess } from './cluster-access.ts'
import { eventsOfSecret, partsOf, type SecretPlace } from './kubernetes-secret.ts'

/** Secrets hold up to 1 MiB each; an answer stays far below what is read. */
const pageSize = 50
const restartsMax = 3

export interface Listing {
  readonly context: ImportContext
  readonly access: ClusterAccess
  readonly cluster: string | undefined
  /** `undefined`: of the whole cluster. */
  readonly namespace: string | undefined
  readonly labels: LabelMap
}

/** The Secrets, and which namespaces were told in full. @throws StanchError `KUBERNETES_REFUSED` */
export function listSecrets(listing: Listing): AsyncGenerator<ImportEvent> {
  const { cluster, namespace } = listing
  const namespaces = new Set(namespace === undefined ? [] : [namespace])
  return withCoverage(listPages(listing, namespaces), () =>
    Array.from(namespaces, (one) => `${recordIdOf('kubernetes', partsOf({ cluster }, one))}/`),
  )
}

/**
 * Secrets of the cluster or of a namespace, page by page. A token for the next page that has ended (410) is replaced by
 * the one in the answer, or the list starts again and passes by what was told.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 *
 * @throws StanchError `KUBERNETES_REFUSED`, when the first page is refused
 */
async function* listPages(listing: Listing, namespaces: Set<string>): AsyncGenerator<ImportEvent> {
  const { namespace, cluster, context, labels } = listing
  const where = namespace === undefined ? 'secrets' : `${namespace}/secrets`
  const place: SecretPlace = { cluster, namespace: namespace ?? 'default', labels }
  const told = new Set<string>()
  let restarts = 0
  let continueToken = ''
  for (let number = 1; ; number++) {
    let page: SecretPage
    try {
      page = await readPage(listing, continueToken)
    } catch (error) {
      if (number === 1 || context.signal.aborted) throw error
      yield {
        kind: 'problem',
        path: where,
        reason: `the list ends early, with page ${number}: ${reasonOf(error)}`,
      }
      return
    }
    if ('expired' in page) {
      if (++restarts > restartsMax) {
        yield {
          kind: 'problem',
          path: where,
          reason: 'the list ends early: its pages end too fast (410)',
        }
        return
      }
      continueToken = page.expired
      continue
    }
    for (const item of page.items) {
      const name = nameOf(item)
      if (told.has(name)) continue
      told.add(name)
      if (/^[^/]+\//.test(name)) namespaces.add(name.slice(0, name.indexOf('/')))
      yield* eventsOfSecret(item, place, `${where}: ${name}`)
    }
    if (page.next === '') return
    continueToken = page.next
  }
}

type SecretPage =
  { readonly items: readonly unknown[]; readonly next: string } | { readonly expired: string }

async function readPage(listing: Listing, token: string): Promise<SecretPage> {
  const { access, namespace, context } = listing
  const base = access.server.href.replace(/\/$/, '')
  const path =
    namespace === undefined ? 'secrets' : `namespaces/${encodeURIComponent(namespace)}/secrets`
  const query = new URLSearchParams({ limit: String(pageSize), ...(token && { continue: token }) })
  const answer = await askPatiently(context, {
    method: 'GET',
    url: new URL(`${base}/api/v1/${path}?${query.toString()}`),
    headers: { accept: 'application/json', ...(await access.headers()) },
  })
  const { items, metadata } = (jsonOf(answer) ?? {}) as {
    readonly items?: unknown
    readonly metadata?: unknown
  }
  const next = ((metadata ?? {}) as { readonly continue?: unknown }).continue
  const nextToken = typeof next === 'string' ? next : ''
  if (answer.status === 410 && token !== '') return { expired: nextToken }
  if (answer.status !== 200) throw new StanchError('KUBERNETES_REFUSED', reasonOfRefusal(answer))
  // An empty list of a cluster may be null.
  if (items !== null && !Array.isArray(items))
    throw new StanchError('IMPORT_NOT_UNDERSTOOD', 'expected a SecretList of Kubernetes')
  return { items: items ?? [], next: nextToken }
}

function nameOf(item: unknown): string {
  const { namespace, name } = ((item as { readonly metadata?: unknown } | null)?.metadata ??
    {}) as Record<string, unknown>
  return typeof name === 'string'
    ? `${typeof namespace === 'string' ? namespace : ''}/${name}`
    : 'unnamed'
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/; its message is left out */
function reasonOfRefusal(answer: HttpAnswer): string {
  const reason = textOf(jsonOf(answer), 'reason')
  const isWord = reason !== undefined && /^[A-Z][A-Za-z]{1,60}$/.test(reason)
  return statusText(answer.status, isWord ? [reason] : [])
}
