import * as v from 'valibot'
import type { ImportEvent, RecordDraft, StoredValue } from '../../../inventory/stored-secret.ts'
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { draftOfLabels } from '../draft/draft-of-labels.ts'
import { withoutMissing } from '../draft/without-missing.ts'
import { withMapped, type LabelMap } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import { storeTime } from '../draft/store-time.ts'
import { problem, skipped } from '../draft/told.ts'
import { innerValuesOf, publicReasonOf } from './secret-keys.ts'

const texts = v.nullish(v.record(v.string(), v.nullish(v.string())))
const name = v.pipe(v.string(), v.regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/))

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
const secretSchema = v.looseObject({
  type: v.nullish(v.string()),
  data: texts,
  stringData: texts,
  metadata: v.looseObject({
    name,
    namespace: v.nullish(name),
    labels: texts,
    annotations: texts,
    creationTimestamp: v.nullish(v.string()),
    managedFields: v.nullish(
      v.array(
        v.looseObject({ time: v.nullish(v.string()), fieldsV1: v.nullish(v.looseObject({})) }),
      ),
    ),
  }),
})

type KubernetesSecret = v.InferOutput<typeof secretSchema>

export interface SecretPlace {
  /** People's name of the cluster; tells apart what has one name in two of them. */
  readonly cluster: string | undefined
  /** Of a Secret that names none. */
  readonly namespace: string
  readonly labels: LabelMap
}

/** `@` keeps a cluster apart from a namespace of its name. */
export function partsOf({ cluster }: Pick<SecretPlace, 'cluster'>, namespace: string): string[] {
  return cluster === undefined ? [namespace] : [`@${cluster}`, namespace]
}

/**
 * One event for each key of a Secret, whether the cluster or a manifest has it.
 *
 * @param where names it when it is not understood
 */
export function eventsOfSecret(secret: unknown, place: SecretPlace, where: string): ImportEvent[] {
  const parsed = v.safeParse(secretSchema, secret)
  if (!parsed.success) {
    const keys = parsed.issues.map(({ path = [] }) =>
      path
        .slice(0, 2)
        .map(({ key }) => String(key))
        .join('.'),
    )
    return [problem(where, `a Secret is not understood: ${[...new Set(keys)].join(', ')}`)]
  }
  const { data, stringData, type, metadata } = parsed.output
  const namespace = metadata.namespace ?? place.namespace
  const path = `${namespace}/${metadata.name}`
  const events: ImportEvent[] = []
  const keys = new Set([...Object.keys(data ?? {}), ...Object.keys(stringData ?? {})])
  if (keys.size === 0) events.push(skipped(path, 'without data'))
  for (const key of keys) {
    const at = `${path}#${key}`
    const value = valueOf(parsed.output, key)
    const reason = value && publicReasonOf(type ?? 'Opaque', key, value)
    if (value === undefined) events.push(problem(at, 'expected base64 in data'))
    else if (reason !== undefined) events.push(skipped(at, reason))
    else {
      const values: StoredValue[] = [value, ...innerValuesOf(key, value)].map((one) => ({
        value: one,
      }))
      const parts = [...partsOf(place, namespace), metadata.name]
      const draft = {
        id: recordIdOf('kubernetes', parts, key),
        ...draftOf(parsed.output, path, place.labels),
        store: { type: 'kubernetes', path: parts.join('/') },
      }
      events.push({ kind: 'secret', secret: { draft, values } })
    }
  }
  return events
}

/** What is written as text counts: an API server lets it replace what stands under the same key in base64. */
function valueOf({ data, stringData }: KubernetesSecret, key: string): Uint8Array | undefined {
  if (stringData !== undefined && stringData !== null && Object.hasOwn(stringData, key))
    return bytesOfUtf8(stringData[key] ?? '')
  const text = (data?.[key] ?? '').replaceAll(/\s/g, '')
  const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Uint8Array.from(Buffer.from(text, 'base64')) : undefined
}

function draftOf(
  { metadata, type }: KubernetesSecret,
  path: string,
  map: LabelMap,
): Omit<RecordDraft, 'id'> {
  const { labels, annotations } = metadata
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
  const app =
    labels?.['app.kubernetes.io/instance'] ?? labels?.['app.kubernetes.io/name'] ?? labels?.['app']
  const account = annotations?.['kubernetes.io/service-account.name']
  const isToken = type === 'kubernetes.io/service-account-token'
  const user = isToken && account ? `serviceaccount/${path.split('/')[0]!}/${account}` : app
  return {
    ...draftOfLabels(
      withMapped({ ...labels, ...annotations }, map),
      withoutMissing({
        consumers: user ? [user] : undefined,
        provider: isToken ? 'Kubernetes' : undefined,
      }),
    ),
    ...withoutMissing({
      createdAt: storeTime(metadata.creationTimestamp),
      lastRotatedAt: dataChangedAt(metadata),
    }),
  }
}

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#managing-fields */
function dataChangedAt({ managedFields }: KubernetesSecret['metadata']): string | undefined {
  return (managedFields ?? [])
    .filter(({ fieldsV1 }) => fieldsV1 && ('f:data' in fieldsV1 || 'f:stringData' in fieldsV1))
    .flatMap(({ time }) => storeTime(time) ?? [])
    .sort()
    .at(-1)
}
