import { identityHosts } from '../../importers/azure/azure-identity.ts'
import type { AdapterSource } from '../adapter-setting.ts'
import { entraCloudOf } from './entra-application.ts'

/** Secrets of applications in Microsoft Entra. */
export const entraSource: AdapterSource = {
  id: 'entra-client-secret',
  rules: ['azure-entra-client-secret'],
  hosts: (env) => {
    const { authority, graph } = entraCloudOf(env)
    return [authority, graph, ...identityHosts(env)]
  },
  // Where managed identities are asked for, on this machine.
  namedHosts: (env) => identityHosts(env).map((host) => new URL(`http://${host}`).hostname),
  open: async (setting) => {
    const [{ clientProbe }, { entraEvidence }, { principalEffects }, { removePassword }] =
      await Promise.all([
        import('./probe-client.ts'),
        import('./entra-evidence.ts'),
        import('./principal-effects.ts'),
        import('./password-effects.ts'),
      ])
    return {
      id: 'entra-client-secret',
      name: 'Microsoft Entra application secret',
      rules: ['azure-entra-client-secret'],
      actions: [
        clientProbe(setting),
        ...entraEvidence(setting),
        ...principalEffects(setting),
        removePassword(setting),
      ],
      manual: [
        'Entra admin centre → App registrations → the application → Certificates & secrets: delete the secret that begins with the same three characters.',
        'A new one: on the same page, New client secret; better none, with a federated credential or a managed identity.',
      ],
    }
  },
}
