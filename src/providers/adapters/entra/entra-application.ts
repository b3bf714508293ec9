import type { Subject } from '../../../incident/adapter.ts'
import type { AdapterSetting } from '../adapter-setting.ts'

/** An application whose secret leaked, in one of Microsoft's clouds. */
export interface EntraApplication {
  readonly tenant: string | undefined
  /** Application (client) id. */
  readonly clientId: string | undefined
  /** Of the secret, `keyId` of `passwordCredential`. */
  readonly keyId: string | undefined
  /** False: the key id is an earlier answer of this adapter, and no person's word. */
  readonly isKeyNamed: boolean
  readonly cloud: EntraCloud
}

interface EntraCloud {
  readonly authority: string
  readonly graph: string
}

/** https://learn.microsoft.com/graph/deployments */
const clouds: readonly EntraCloud[] = [
  { authority: 'login.microsoftonline.com', graph: 'graph.microsoft.com' },
  { authority: 'login.microsoftonline.us', graph: 'graph.microsoft.us' },
  { authority: 'login.partner.microsoftonline.cn', graph: 'microsoftgraph.chinacloudapi.cn' },
]

/** The cloud that AZURE_AUTHORITY_HOST names; the public one otherwise. */
export function entraCloudOf(env: AdapterSetting['env']): EntraCloud {
  const given = env['AZURE_AUTHORITY_HOST'] ?? ''
  const host = URL.canParse(given) ? new URL(given).host : given
  return clouds.find(({ authority }) => authority === host) ?? clouds[0]!
}

/**
 * The application of a secret: an account `CLIENT` or `TENANT/CLIENT`, what was found before, or parts that leaked beside
 * it. The tenant is that of the operator when nothing else says so.
 */
export function readEntraApplication(
  subject: Subject,
  env: AdapterSetting['env'],
): EntraApplication {
  const [first, second] = (subject.account ?? '').split('/')
  const clientId = second ?? first
  const tenant = second === undefined ? undefined : first
  return {
    clientId: guidIn(subject.known?.['clientId']) ?? guidIn(clientId) ?? partOf(subject, 'client'),
    tenant:
      tenantIn(subject.known?.['tenant']) ??
      tenantIn(tenant) ??
      partOf(subject, 'tenant') ??
      tenantIn(env['AZURE_TENANT_ID']),
    keyId: guidIn(subject.keyId),
    isKeyNamed: guidIn(subject.keyId) !== guidIn(subject.known?.['keyId']),
    cloud: entraCloudOf(env),
  }
}

/** For `ActionDescription.missing`. */
export function missingApplication({ tenant, clientId }: EntraApplication): string[] {
  return [
    ...(clientId === undefined ? ['the application (client) id'] : []),
    ...(tenant === undefined ? ['the tenant: set AZURE_TENANT_ID'] : []),
  ]
}

function partOf({ components = {} }: Subject, word: string): string | undefined {
  const [, part] =
    Object.entries(components).find(([rule]) => rule.includes(word) && rule.includes('id')) ?? []
  return part === undefined ? undefined : guidIn(new TextDecoder().decode(part.reveal()).trim())
}

function guidIn(text: string | undefined): string | undefined {
  const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
  const small = text?.toLowerCase()
  return small !== undefined && guid.test(small) ? small : undefined
}

/** An id or a domain. */
function tenantIn(text: string | undefined): string | undefined {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9.-]{2,100}$/.test(text) ? text : undefined
}
