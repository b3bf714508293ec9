import type { AdapterSetting, AdapterSource } from '../adapter-setting.ts'
import { vaultPlace } from './vault-caller.ts'

const tokenRules = ['hashicorp-vault-token', 'hashicorp-vault-token-legacy']

function hosts(env: AdapterSetting['env']): string[] {
  const { host } = vaultPlace(env)
  return host.startsWith('{') ? [] : [host]
}

/** VAULT_ADDR is a person's own, and mostly in a private network. */
function namedHosts(env: AdapterSetting['env']): string[] {
  return hosts(env).map((host) => new URL(`https://${host}`).hostname)
}

/** Tokens of Vault and OpenBao. */
export const vaultTokenSource: AdapterSource = {
  id: 'vault-token',
  rules: tokenRules,
  hosts,
  namedHosts,
  open: async (setting) => {
    const [
      { lookupAccessorProbe, lookupSelfProbe },
      { revokeAccessor, revokeSelf },
      { tokenEvidence },
    ] = await Promise.all([
      import('./token-probes.ts'),
      import('./token-effects.ts'),
      import('./token-evidence.ts'),
    ])
    return {
      id: 'vault-token',
      name: 'Vault token',
      rules: tokenRules,
      actions: [
        lookupSelfProbe(setting),
        lookupAccessorProbe(setting),
        ...tokenEvidence(setting),
        revokeSelf(setting),
        revokeAccessor(setting),
      ],
      manual: [
        'To end it: vault token revoke -accessor ACCESSOR, as somebody who may.',
        'A new one: let the application log in anew, or vault token create with the same policies.',
      ],
    }
  },
}

/** What a secrets engine of Vault gave out: a password of a database, a cloud key, a certificate. Playbooks name it. */
export const vaultLeaseSource: AdapterSource = {
  id: 'vault-lease',
  rules: [],
  hosts,
  namedHosts,
  open: async (setting) => {
    const [{ leaseProbe }, { revokeLease, revokePrefix }, { leaseEvidence }] = await Promise.all([
      import('./lease-probe.ts'),
      import('./lease-effects.ts'),
      import('./lease-evidence.ts'),
    ])
    return {
      id: 'vault-lease',
      name: 'Vault lease',
      rules: [],
      actions: [
        leaseProbe(setting),
        leaseEvidence(setting),
        revokeLease(setting),
        revokePrefix(setting),
      ],
      manual: [
        'A new one: let the application read its credential anew.',
        'To end it: vault lease revoke -sync LEASE. Only when the engine is gone for good: end the credential where it is valid, then vault lease revoke -force -prefix.',
      ],
    }
  },
}
