import { openClusterAccess } from '../../../importers/kubernetes/cluster-access.ts'
import type { RotationStoreSource } from '../rotation-store-source.ts'

/** Secrets of the cluster that the kubeconfig names now. */
export const kubernetesStoreSource: RotationStoreSource = {
  type: 'kubernetes',
  access: async (env) => {
    const { server, tls } = await openClusterAccess({ env, options: {} })
    return { hosts: [server.host], namedHosts: [server.hostname], tls }
  },
  open: async (setting, place) => {
    const access = await openClusterAccess({ env: setting.env, options: {} })
    const { KubernetesStore } = await import('./kubernetes-store.ts')
    return new KubernetesStore(setting.http, access, place)
  },
}
