import type { AdapterSource } from '../adapter-setting.ts'
import { googleTokenHosts, metadataHosts } from './google-caller.ts'

/** Keys of Google Cloud service accounts. */
export const gcpServiceAccountSource: AdapterSource = {
  id: 'gcp-service-account-key',
  rules: ['gcp-service-account-key'],
  hosts: (env) => [
    'iam.googleapis.com',
    'policyanalyzer.googleapis.com',
    'logging.googleapis.com',
    ...googleTokenHosts(env),
  ],
  namedHosts: metadataHosts,
  open: async (setting) => {
    const [{ keyEffects }, { keyEvidence }, { tokenProbe }] = await Promise.all([
      import('./key-effects.ts'),
      import('./key-evidence.ts'),
      import('./probe-token.ts'),
    ])
    return {
      id: 'gcp-service-account-key',
      name: 'Google Cloud service account key',
      rules: ['gcp-service-account-key'],
      actions: [tokenProbe(setting), ...keyEvidence(setting), ...keyEffects(setting)],
      manual: [
        'Google Cloud console → IAM and administration → Service accounts → the account → Keys: delete the key with the id of the file.',
        'Where nobody may touch keys: disable the service account, which stops all of its keys.',
        'A new one: gcloud iam service-accounts keys create FILE --iam-account ACCOUNT; better none, with workload identity federation.',
      ],
    }
  },
}
