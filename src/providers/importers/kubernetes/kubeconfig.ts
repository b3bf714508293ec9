import * as v from 'valibot'
import { StanchError } from '../../../text/error.ts'

const text = v.optional(v.string())

const clusterSchema = v.looseObject({
  server: v.string(),
  'certificate-authority': text,
  'certificate-authority-data': text,
  'insecure-skip-tls-verify': v.optional(v.boolean()),
  'tls-server-name': text,
})

const userSchema = v.looseObject({
  token: text,
  tokenFile: text,
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  exec: v.optional(v.unknown()),
  'auth-provider': v.optional(v.unknown()),
  username: text,
})

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const schema = v.looseObject({
  'current-context': text,
  clusters: v.nullish(v.array(v.looseObject({ name: v.string(), cluster: clusterSchema })), []),
  users: v.nullish(v.array(v.looseObject({ name: v.string(), user: v.nullish(userSchema) })), []),
  contexts: v.nullish(
    v.array(
      v.looseObject({
        name: v.string(),
        context: v.looseObject({ cluster: v.string(), user: text, namespace: text }),
      }),
    ),
    [],
  ),
})

export type KubeCluster = v.InferOutput<typeof clusterSchema>
export type KubeUser = v.InferOutput<typeof userSchema>

/** One file; paths in it are relative to its folder. */
export interface KubeconfigFile {
  readonly path: string
  readonly config: v.InferOutput<typeof schema>
}

/** What a context names, each with the file it stands in. */
export interface KubeContext {
  readonly name: string
  readonly cluster: KubeCluster
  readonly clusterFile: string
  readonly user: KubeUser
  readonly userFile: string
}

/** @throws StanchError `KUBECONFIG_INVALID`, never with a value of the file */
export function parseKubeconfig(parsed: unknown, path: string): KubeconfigFile {
  const result = v.safeParse(schema, parsed)
  if (result.success) return { path, config: result.output }
  const keys = result.issues.map(({ path: at = [] }) => at.map(({ key }) => String(key)).join('.'))
  throw new StanchError(
    'KUBECONFIG_INVALID',
    `${path}: not understood: ${[...new Set(keys)].join(', ')}`,
  )
}

/**
 * Of several files the first that has a name counts, as kubectl does it.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 *
 * @throws StanchError `KUBECONFIG_INVALID`
 */
export function kubeContextOf(
  files: readonly KubeconfigFile[],
  wanted: string | undefined,
): KubeContext {
  const current = files.find(({ config }) => config['current-context'])
  const name = wanted ?? current?.config['current-context']
  const contexts = files.flatMap(({ config }) => config.contexts ?? [])
  const context = contexts.find((one) => one.name === name)?.context
  if (name === undefined || context === undefined) {
    const known = [...new Set(contexts.map((one) => one.name))].join(', ') || 'none'
    throw new StanchError(
      'KUBECONFIG_INVALID',
      `expected --context, or a current one, among: ${known}`,
    )
  }
  const cluster = first(
    files,
    ({ clusters }) => clusters?.find((one) => one.name === context.cluster)?.cluster,
  )
  if (cluster === undefined)
    throw new StanchError(
      'KUBECONFIG_INVALID',
      `context ${name}: expected its cluster, found none of that name`,
    )
  const user = first(files, ({ users }) => users?.find((one) => one.name === context.user)?.user)
  return {
    name,
    cluster: cluster.found,
    clusterFile: cluster.path,
    user: user?.found ?? {},
    userFile: user?.path ?? cluster.path,
  }
}

function first<T>(
  files: readonly KubeconfigFile[],
  find: (config: KubeconfigFile['config']) => T | null | undefined,
): { readonly found: T; readonly path: string } | undefined {
  for (const { path, config } of files) {
    const found = find(config)
    if (found !== undefined && found !== null) return { found, path }
  }
  return undefined
}
