import type { AdapterSource } from '../adapter-setting.ts'
import { cloudflareHost } from './cloudflare-token.ts'

const rules = ['cloudflare-token', 'cloudflare-token-legacy']

/** Tokens of Cloudflare's users and accounts. */
export const cloudflareSource: AdapterSource = {
  id: 'cloudflare',
  rules,
  hosts: () => [cloudflareHost],
  open: async (setting) => {
    const [{ verifyProbe }, { tokenEffects }, { tokenEvidence }] = await Promise.all([
      import('./verify-token.ts'),
      import('./token-effects.ts'),
      import('./token-evidence.ts'),
    ])
    return {
      id: 'cloudflare',
      name: 'Cloudflare',
      rules,
      actions: [verifyProbe(setting), ...tokenEvidence(setting), ...tokenEffects(setting)],
      manual: [
        'https://dash.cloudflare.com/profile/api-tokens (or Manage account → API tokens) → the token → Delete. A global API key: Change it, on the same page.',
        'Cloudflare switches off tokens that GitHub found; they are then marked as compromised there.',
        'A new one: on the same page, Create token with the same permissions.',
      ],
    }
  },
}
