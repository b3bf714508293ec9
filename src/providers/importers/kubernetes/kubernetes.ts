import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { optionText, optionTexts } from '../asking/option-values.ts'
import { refusal } from '../asking/refusal.ts'
import { labelMapOf, mapOption } from '../draft/map-option.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { openClusterAccess, type ClusterAccess } from './cluster-access.ts'
import { listSecrets } from './list-secrets.ts'
import { eventsOfManifests } from './read-manifests.ts'

/** Secrets of Kubernetes: https://kubernetes.io/docs/concepts/configuration/secret/ */
export const kubernetes: Importer = {
  name: 'kubernetes',
  description: 'Kubernetes: Secrets of a cluster or of manifests, a record for each key',
  argument: {
    name: '[path...]',
    description:
      'manifests, folders of them, or - for standard input; without one the cluster is asked',
  },
  options: [
    { flags: '--context <name>', description: 'of the kubeconfig (default: the current one)' },
    {
      flags: '--namespace <names>',
      description:
        'only these, parted by commas, repeatable; of manifests, the one for what names none',
    },
    {
      flags: '--cluster <name>',
      description: 'stands in the ids, so that two clusters are told apart',
    },
    mapOption,
  ],
  environment: [
    {
      name: 'KUBECONFIG',
      description: 'files of kubectl; ~/.kube/config by default, else the account of this pod',
    },
  ],
  access: async (context) => {
    if (context.arguments.length > 0) return { hosts: [] }
    const { server, tls } = await openClusterAccess(context)
    return { hosts: [server.host], tls }
  },
  events,
}

async function* events(context: ImportContext): AsyncIterable<ImportEvent> {
  const cluster = optionText(context, 'cluster')
  const labels = labelMapOf(context)
  const namespaces = (optionTexts(context, 'namespace') ?? [])
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
  if (namespaces.some((name) => !/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)))
    throw new StanchError('IMPORT_OPTION_INVALID', 'expected --namespace with names of namespaces')
  if (context.arguments.length > 0) {
    yield* eventsOfManifests(context, { cluster, namespace: namespaces[0] ?? 'default', labels })
    return
  }
  const access = await openClusterAccess(context)
  let refused: unknown
  let wasRead = false
  for (const namespace of namespaces.length === 0 ? [undefined] : namespaces) {
    try {
      yield* listSecrets({ context, access, cluster, namespace, labels })
      wasRead = true
    } catch (error) {
      if (context.signal.aborted || namespaces.length < 2) throw atTheDoor(error, access)
      refused = error
      yield {
        kind: 'problem',
        path: `${namespace}/secrets`,
        reason: `${reasonOf(error)}; it needs list on secrets`,
      }
    }
  }
  if (!wasRead) throw atTheDoor(refused, access)
}

function atTheDoor(error: unknown, { name, server }: ClusterAccess): unknown {
  if (!(error instanceof StanchError) || error.code !== 'KUBERNETES_REFUSED') return error
  return refusal(
    `Kubernetes, ${name} (${server.host})`,
    error.message,
    'It needs a ClusterRole with list on secrets; or name --namespace where a Role has it.',
  )
}
