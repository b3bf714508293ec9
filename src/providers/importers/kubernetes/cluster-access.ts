import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { reasonOf, StanchError } from '../../../text/error.ts'
import type { HttpTls } from '../../http/open-dispatcher.ts'
import { optionText } from '../asking/option-values.ts'
import type { ImportContext } from '../importer.ts'
import { kubeContextOf, parseKubeconfig, type KubeconfigFile, type KubeUser } from './kubeconfig.ts'

/** How a cluster is spoken to. */
export interface ClusterAccess {
  /** For people. */
  readonly name: string
  readonly server: URL
  readonly tls: HttpTls
  readonly headers: () => Promise<Readonly<Record<string, string>>>
}

const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * As kubectl finds it: KUBECONFIG, `~/.kube/config`, else the service account of this pod.
 *
 * @param folder where a pod has its account
 * @throws StanchError `KUBECONFIG_INVALID`, `KUBECONFIG_UNSUPPORTED`, `KUBERNETES_ACCESS_MISSING`
 */
export async function openClusterAccess(
  context: Pick<ImportContext, 'env' | 'options'>,
  folder = accountFolder,
): Promise<ClusterAccess> {
  const files = await readKubeconfigs(context.env)
  const wanted = optionText(context, 'context')
  if (files.length > 0) return await ofKubeconfig(files, wanted)
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = context.env
  if (!host || wanted !== undefined) {
    throw new StanchError(
      'KUBERNETES_ACCESS_MISSING',
      'expected a cluster in KUBECONFIG or ~/.kube/config, or to run in a pod; or paths of manifests.\n' +
        'Run: kubectl get secrets -A -o json | stanch inventory import kubernetes -',
    )
  }
  return {
    name: 'this pod’s cluster',
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    tls: { ca: await readNamed(join(folder, 'ca.crt')) },
    headers: () => bearerOfFile(join(folder, 'token')),
  }
}

async function readKubeconfigs(env: ImportContext['env']): Promise<KubeconfigFile[]> {
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '')
  const paths = named.length > 0 ? named : env['HOME'] ? [join(env['HOME'], '.kube', 'config')] : []
  const files: KubeconfigFile[] = []
  for (const path of paths) {
    let text: string
    try {
      text = await readFile(path, 'utf8')
    } catch (error) {
      // As kubectl: of several, those that are not there are passed by.
      if ((error as { readonly code?: string }).code === 'ENOENT') continue
      throw new StanchError('KUBECONFIG_INVALID', `cannot read ${path}: ${reasonOf(error)}`, {
        cause: error,
      })
    }
    files.push(parseKubeconfig(await parseYaml(text, path), path))
  }
  return files
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parse } = await import('yaml')
  try {
    return parse(text, { prettyErrors: false }) as unknown
  } catch {
    throw new StanchError('KUBECONFIG_INVALID', `${path}: expected YAML`)
  }
}

async function ofKubeconfig(
  files: readonly KubeconfigFile[],
  wanted: string | undefined,
): Promise<ClusterAccess> {
  const { name, cluster, clusterFile, user, userFile } = kubeContextOf(files, wanted)
  if (cluster['insecure-skip-tls-verify'] === true)
    throw unsupported(name, 'insecure-skip-tls-verify, which lets anybody answer for the cluster')
  assertPlainUser(name, user)
  const server = URL.canParse(cluster.server) ? new URL(cluster.server) : undefined
  if (server === undefined)
    throw new StanchError('KUBECONFIG_INVALID', `context ${name}: expected an address as server`)
  const pem = (data: string | undefined, file: string | undefined, of: string) =>
    data
      ? Promise.resolve(Buffer.from(data, 'base64').toString())
      : file
        ? readNamed(resolve(dirname(of), file))
        : Promise.resolve('')
  const ca = await pem(
    cluster['certificate-authority-data'],
    cluster['certificate-authority'],
    clusterFile,
  )
  const certificate = await pem(
    user['client-certificate-data'],
    user['client-certificate'],
    userFile,
  )
  const key = await pem(user['client-key-data'], user['client-key'], userFile)
  const serverName = cluster['tls-server-name'] ?? ''
  return {
    name,
    server,
    tls: {
      ...(ca && { ca }),
      ...(certificate && { certificate }),
      ...(key && { key }),
      ...(serverName && { serverName }),
    },
    headers: async () => {
      if (user.token) return { authorization: `Bearer ${user.token.trim()}` }
      return user.tokenFile ? await bearerOfFile(resolve(dirname(userFile), user.tokenFile)) : {}
    },
  }
}

function assertPlainUser(name: string, user: KubeUser): void {
  if (user.exec !== undefined) throw unsupported(name, 'exec, which would run a program')
  if (user['auth-provider'] !== undefined)
    throw unsupported(name, 'auth-provider, which would run a program')
  if (user.username !== undefined) throw unsupported(name, 'a user’s name and password')
}

function unsupported(name: string, what: string): StanchError {
  return new StanchError(
    'KUBECONFIG_UNSUPPORTED',
    `context ${name}: expected a token, a tokenFile or a client certificate; got ${what}.\n` +
      'Run: kubectl get secrets -A -o json | stanch inventory import kubernetes -',
  )
}

/** Read for each request: a projected token is renewed every hour. */
async function bearerOfFile(path: string): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${(await readNamed(path)).trim()}` }
}

async function readNamed(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new StanchError('KUBECONFIG_INVALID', `cannot read ${path}: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
