import { detailReaders } from '../../rules/details.ts'
import type { Severity } from '../../rules/rule.ts'
import { StanchError } from '../../text/error.ts'

/** What the form of a public key id tells. */
export interface IdentifiedKeyId {
  readonly keyId: string
  /** The rule that such a credential is found by: adapters and playbooks go by it. */
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly account?: string
  /** What such a key can do. */
  readonly kindSeverity?: Severity
}

interface KeyIdForm {
  readonly provider: string
  readonly name: string
  readonly rule: string
  readonly pattern: RegExp
  /** Whether the form alone tells the provider. */
  readonly isTelling: boolean
  /** Further names of the provider, lower case. */
  readonly aliases: readonly string[]
  readonly account?: (keyId: string) => string | undefined
}

/** Forms as the providers document them. */
const forms: readonly KeyIdForm[] = [
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    provider: 'AWS',
    name: 'AWS access key',
    rule: 'aws-access-key-id',
    pattern: /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}$/,
    isTelling: true,
    aliases: ['amazon', 'aws-iam'],
    account: (keyId) =>
      detailReaders['aws-key-id']({ secret: keyId, before: '', behind: '' }).account,
  },
  {
    // https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair
    provider: 'Alibaba Cloud',
    name: 'Alibaba Cloud access key',
    rule: 'alibaba-access-key-id',
    pattern: /^LTAI[A-Za-z0-9]{12,26}$/,
    isTelling: true,
    aliases: ['alibaba', 'aliyun'],
  },
  {
    provider: 'Tencent Cloud',
    name: 'Tencent Cloud secret key',
    rule: 'tencent-secret-id',
    pattern: /^AKID[A-Za-z0-9]{32}$/,
    isTelling: true,
    aliases: ['tencent'],
  },
  {
    // https://cloud.google.com/iam/docs/keys-list-get: the id of a key is 40 hex digits.
    provider: 'Google',
    name: 'Google Cloud service account key',
    rule: 'gcp-service-account-key',
    pattern: /^[0-9a-f]{40}$/,
    isTelling: false,
    aliases: ['gcp', 'google-cloud', 'google cloud'],
  },
  {
    // https://platform.claude.com/docs/en/api/admin/api_keys
    provider: 'Anthropic',
    name: 'Anthropic API key',
    rule: 'anthropic-api-key',
    pattern: /^apikey_[A-Za-z0-9]{16,40}$/,
    isTelling: true,
    aliases: ['claude'],
  },
  {
    // https://platform.openai.com/docs/api-reference/project-api-keys
    provider: 'OpenAI',
    name: 'OpenAI API key',
    rule: 'openai-api-key',
    pattern: /^key_[A-Za-z0-9]{8,40}$/,
    isTelling: false,
    aliases: [],
  },
  {
    // https://developers.cloudflare.com/api/resources/user/subresources/tokens/: ids are 32 hex digits.
    provider: 'Cloudflare',
    name: 'Cloudflare API token',
    rule: 'cloudflare-token',
    pattern: /^[0-9a-f]{32}$/,
    isTelling: false,
    aliases: [],
  },
  {
    // https://docs.gitlab.com/api/personal_access_tokens/: ids are numbers.
    provider: 'GitLab',
    name: 'GitLab token',
    rule: 'gitlab-token',
    pattern: /^\d{1,12}$/,
    isTelling: false,
    aliases: [],
  },
]

/** Keys of these open a whole account of a cloud. */
const cloudRules: ReadonlySet<string> = new Set([
  'aws-access-key-id',
  'alibaba-access-key-id',
  'tencent-secret-id',
  'gcp-service-account-key',
])

/** An id is shown as it is: it must be one. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{2,127}$/

export interface KeyIdQuestion {
  readonly keyId: string
  readonly provider: string | undefined
  readonly rule: string | undefined
  /** Name and provider of a rule; `undefined`: there is no such rule. */
  readonly describeRule: (
    rule: string,
  ) => { readonly name: string; readonly provider: string } | undefined
  /** Whether a text holds a secret: then it was pasted in place of the id. */
  readonly holdsSecret: (text: string) => boolean
}

/**
 * Tells the provider of a public key id, as providers' mails and logs name it.
 *
 * @throws StanchError `INCIDENT_KEY_ID` where the form does not tell it; never repeats what may be a secret
 */
export function identifyKeyId(question: KeyIdQuestion): IdentifiedKeyId {
  const { keyId, provider, rule, describeRule, holdsSecret } = question
  if (!idPattern.test(keyId) || holdsSecret(keyId)) throw noKeyId()
  const named = provider?.trim().toLowerCase()
  const form = forms.find(
    (one) => one.pattern.test(keyId) && (named === undefined ? one.isTelling : isNamed(one, named)),
  )
  if (rule !== undefined) {
    const known = describeRule(rule)
    if (known === undefined) throw unknownRule(rule)
    return { keyId, rule, name: known.name, provider: known.provider || (provider ?? '') }
  }
  if (form === undefined) throw untold(named)
  const account = form.account?.(keyId)
  return {
    keyId,
    rule: form.rule,
    name: form.name,
    provider: form.provider,
    ...(cloudRules.has(form.rule) && { kindSeverity: 'critical' as const }),
    ...(account !== undefined && { account }),
  }
}

function isNamed({ provider, aliases }: KeyIdForm, named: string): boolean {
  return provider.toLowerCase() === named || aliases.includes(named)
}

function noKeyId(): StanchError {
  return new StanchError(
    'INCIDENT_KEY_ID',
    '--key-id: expected the public id of a key, such as AKIA and 16 characters; got what may be the secret itself, or is no id.\n' +
      'It is not repeated here, but your shell may keep it in its history. To open an incident by the value: stanch incident open --value-stdin',
  )
}

function unknownRule(rule: string): StanchError {
  const shown = /^[a-z0-9-]{1,60}$/.test(rule) ? rule : '…'
  return new StanchError(
    'INCIDENT_KEY_ID',
    `--rule: expected the id of a rule, got "${shown}".\nTo see them: stanch rules list`,
  )
}

function untold(named: string | undefined): StanchError {
  const known = forms.map(({ provider }) => provider).join(', ')
  const got =
    named === undefined
      ? 'one whose form does not tell whose it is'
      : 'one that is not of the form of that provider'
  return new StanchError(
    'INCIDENT_KEY_ID',
    `--key-id: expected an id that tells its provider (AKIA…, ASIA…, LTAI…), or --provider with it; got ${got}.\n` +
      `Providers whose ids are known: ${known}. Of others, name the kind: --rule RULE`,
  )
}
