import type { AdapterSource } from '../../adapter-setting.ts'
import { googleTokenHosts, metadataHosts } from '../google-caller.ts'

/** API keys of Google Cloud's projects: Maps, Firebase, Gemini. */
export const gcpApiKeySource: AdapterSource = {
  id: 'gcp-api-key',
  rules: ['google-api-key'],
  hosts: (env) => [
    'generativelanguage.googleapis.com',
    'apikeys.googleapis.com',
    ...googleTokenHosts(env),
  ],
  namedHosts: metadataHosts,
  open: async (setting) => {
    const [{ apiKeyProbe }, { apiKeyActions }] = await Promise.all([
      import('./api-key-probe.ts'),
      import('./api-key-actions.ts'),
    ])
    return {
      id: 'gcp-api-key',
      name: 'Google API key',
      rules: ['google-api-key'],
      actions: [apiKeyProbe(setting), ...apiKeyActions(setting)],
      manual: [
        'https://console.cloud.google.com/apis/credentials → API keys → the key → Delete key; or restrict it to the services and places that need it.',
        'A new one: on the same page, Create credentials → API key, restricted to the services and places that need it.',
      ],
    }
  },
}
