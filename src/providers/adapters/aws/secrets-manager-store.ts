import type { ReplacedPart, RotatedPart, RotationStore, StoreOutcome, StoreStepDescription, StoreVersions } from '../../../incident/rotation-store.ts' // prettier-ignore
import { bytesOfUtf8 } from '../../../text/bytes.ts'
import { fieldOf, textOf, textsOf, type JsonObject } from '../../../text/field-of.ts'
import { Secret } from '../../../text/secret.ts'
import { awsEndpointOf } from '../../aws/aws-endpoint.ts'
import type { AwsAnswer, AwsCaller, AwsCallOptions } from '../../aws/aws-caller.ts'
import type { StorePlace } from '../adapter-setting.ts'
import { replaceParts } from '../rotation/replace-parts.ts'
import { runKey } from '../rotation/run-key.ts'
import type { AwsActing } from './acting.ts'
import { troubleOutcome, readingFailed } from './outcome-of.ts'
import { secretPlaceOf, type SecretPlace } from './secret-place.ts'

const operations = {
  stage: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue'],
  promote: ['DescribeSecret', 'GetSecretValue', 'UpdateSecretVersionStage'],
  'roll-back': ['DescribeSecret', 'UpdateSecretVersionStage'],
} as const

/** What `DescribeSecret` says, once it may be rotated. */
interface Described {
  readonly arn: string
  readonly versions: StoreVersions
  readonly stages: Readonly<Record<string, readonly string[]>>
  readonly answer: AwsAnswer
}

/**
 * A secret of AWS Secrets Manager, with its stages AWSPENDING, AWSCURRENT and AWSPREVIOUS
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html). The idempotency key is
 * the `ClientRequestToken`, and so the version’s id.
 */
export class SecretsManagerStore implements RotationStore {
  readonly type = 'aws-secrets-manager'
  readonly hasPending = true
  readonly place: string
  readonly #acting: AwsActing
  readonly #at: SecretPlace | undefined
  /** Opened anew for each call, for the credentials of roles end. */
  readonly #open: () => Promise<{ caller: AwsCaller } | { outcome: StoreOutcome }>

  constructor(
    acting: AwsActing,
    place: StorePlace,
    open: () => Promise<{ caller: AwsCaller } | { outcome: StoreOutcome }>,
  ) {
    this.#acting = acting
    this.#at = secretPlaceOf(place, acting.region)
    this.#open = open
    this.place = `AWS Secrets Manager, ${this.#at === undefined ? 'of which no name is known' : `${this.#at.name} in ${this.#at.region}`}` // prettier-ignore
  }

  describe(step: keyof typeof operations): StoreStepDescription {
    const { host } = awsEndpointOf('secretsmanager', this.#at?.region ?? this.#acting.region, this.#acting.setting.env) // prettier-ignore
    const permissions = operations[step].map((operation) => `secretsmanager:${operation}`)
    return {
      calls: permissions.map((permission) => ({ method: 'POST', host, path: `/ (${permission})` })),
      permissions: [...permissions, 'kms:Decrypt and kms:GenerateDataKey, with a key of your own'],
      sideEffects: step === 'promote' ? [`Whoever reads ${this.place} is given the new key from then on.`] : [], // prettier-ignore
      actsAs: this.#acting.place,
      missing: [...(this.#at === undefined ? ['the name of the secret in Secrets Manager'] : []), ...this.#acting.missing], // prettier-ignore
      reference: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html', // prettier-ignore
    }
  }

  async versions(signal: AbortSignal) {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    return { versions: described.versions, answer: { ...described.answer.facts, detail: `${this.place}: described` } } // prettier-ignore
  }

  async prepare(parts: readonly RotatedPart[], signal: AbortSignal): Promise<StoreOutcome> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    const { current, pending } = described.versions
    if (pending !== undefined && pending !== current)
      return { result: 'refused', detail: `${this.place}: version ${pending} is pending already; another rotation is under way, or was left behind` } // prettier-ignore
    const edited = await this.#edited(described, parts, () => '', signal)
    if ('result' in edited) return edited
    return { ...described.answer.facts, result: 'done', version: current ?? '', detail: `${this.place} can take another key` } // prettier-ignore
  }

  async stage(
    parts: readonly ReplacedPart[],
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    const nextOf = (part: RotatedPart) => revealed((part as ReplacedPart).next)
    const edited = await this.#edited(described, parts, nextOf, signal)
    if ('result' in edited) return edited
    const input = {
      SecretId: described.arn,
      ClientRequestToken: idempotencyKey,
      SecretString: edited.text,
      VersionStages: ['AWSPENDING'],
    }
    // The token makes it the same as once.
    const answer = await this.#json('PutSecretValue', input, { signal, effect: 'repeatable' })
    if ('result' in answer) return answer
    if (answer.error !== undefined) return this.#trouble(answer, 'writing the pending version')
    return { ...answer.facts, result: 'done', version: textOf(answer.data, 'VersionId') ?? idempotencyKey, detail: `${this.place}: the new key is pending` } // prettier-ignore
  }

  async staged(idempotencyKey: string, signal: AbortSignal): Promise<StoreOutcome> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    const isThere = (described.stages[idempotencyKey] ?? []).length > 0
    const { facts } = described.answer
    if (isThere) return { ...facts, result: 'already', version: idempotencyKey, detail: `${this.place}: the new key is there` } // prettier-ignore
    return { ...facts, result: 'not-found', detail: `${this.place}: no version of this step` }
  }

  async read(
    version: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome & { readonly value?: Secret }> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    return this.#read(described.arn, version, signal)
  }

  async promote(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    const { current, pending } = described.versions
    if (current === version) return { ...described.answer.facts, result: 'already', version, detail: `${this.place}: it is the current version already` } // prettier-ignore
    if (pending !== version) return { ...described.answer.facts, result: 'refused', detail: `${this.place}: version ${version} is not pending` } // prettier-ignore
    return this.#move(described.arn, 'AWSCURRENT', { from: current, to: version }, signal)
  }

  async rollBack(version: string, signal: AbortSignal): Promise<StoreOutcome> {
    const described = await this.#describe(signal)
    if ('result' in described) return described
    const { current, pending, previous } = described.versions
    let last: StoreOutcome = { ...described.answer.facts, result: 'already', version, detail: `${this.place}: version ${version} is in no use` } // prettier-ignore
    if (current === version) {
      if (previous === undefined) return { ...described.answer.facts, result: 'refused', detail: `${this.place}: there is no version before the current one` } // prettier-ignore
      last = await this.#move(described.arn, 'AWSCURRENT', { from: version, to: previous }, signal)
      if (last.result !== 'done') return last
    }
    if (pending !== version) return last
    return this.#move(described.arn, 'AWSPENDING', { from: version }, signal)
  }

  async #move(
    arn: string,
    stage: string,
    { from, to }: { readonly from?: string | undefined; readonly to?: string },
    signal: AbortSignal,
  ): Promise<StoreOutcome> {
    const input = { SecretId: arn, VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } // prettier-ignore
    const answer = await this.#json('UpdateSecretVersionStage', input, { signal, effect: 'once' })
    if ('result' in answer) return answer
    if (answer.error !== undefined) return this.#trouble(answer, `moving ${stage}`)
    const detail = `${this.place}: ${stage} ${to === undefined ? `is taken from ${from}` : `is ${to}`}` // prettier-ignore
    return { ...answer.facts, result: 'done', version: to ?? from ?? '', detail }
  }

  async #describe(signal: AbortSignal): Promise<Described | StoreOutcome> {
    if (this.#at === undefined) return { result: 'refused', detail: this.place }
    const answer = await this.#json('DescribeSecret', { SecretId: this.#at.name }, { signal, effect: 'read' }) // prettier-ignore
    if ('result' in answer) return answer
    const { data, facts, error } = answer
    if (error === 'ResourceNotFoundException') return { ...facts, result: 'not-found', detail: `${this.place}: there is no such secret` } // prettier-ignore
    const arn = textOf(data, 'ARN')
    if (error !== undefined || arn === undefined) return this.#trouble(answer, 'reading its versions') // prettier-ignore
    const refused = refusalOf(data!, arn, this.#at)
    if (refused !== undefined) return { ...facts, result: 'refused', detail: `${this.place}: ${refused}` } // prettier-ignore
    const stages = stagesOf(data!)
    return { arn, stages, versions: versionsOf(data!, stages), answer }
  }

  async #read(
    arn: string,
    version: string,
    signal: AbortSignal,
  ): Promise<StoreOutcome & { readonly value?: Secret }> {
    const input = { SecretId: arn, VersionId: version }
    const answer = await this.#json('GetSecretValue', input, { signal, effect: 'read', keepsDigest: false }) // prettier-ignore
    if ('result' in answer) return answer
    if (answer.error !== undefined) return this.#trouble(answer, 'reading a value')
    const text = textOf(answer.data, 'SecretString')
    if (text === undefined) return { ...answer.facts, result: 'refused', detail: `${this.place}: its value is binary` } // prettier-ignore
    const value = new Secret(bytesOfUtf8(text), runKey())
    return { ...answer.facts, result: 'done', version, detail: `${this.place}: read`, value }
  }

  async #edited(
    { arn, versions }: Described,
    parts: readonly RotatedPart[],
    nextOf: (part: RotatedPart) => string,
    signal: AbortSignal,
  ): Promise<{ text: string } | StoreOutcome> {
    if (versions.current === undefined) return { result: 'refused', detail: `${this.place}: it has no value yet` } // prettier-ignore
    const read = await this.#read(arn, versions.current, signal)
    if (read.value === undefined) return read
    const { text, fault } = replaceParts(revealed(read.value), parts, nextOf)
    return text === undefined ? { result: 'refused', detail: `${this.place}: ${fault}` } : { text }
  }

  async #json(
    operation: string,
    input: object,
    options: AwsCallOptions,
  ): Promise<AwsAnswer | StoreOutcome> {
    const opened = await this.#open()
    if ('outcome' in opened) return opened.outcome
    return opened.caller.in(this.#at!.region).json('secretsmanager', operation, input, options)
  }

  #trouble(answer: AwsAnswer, doing: string): StoreOutcome {
    const made = doing.startsWith('reading') ? readingFailed : troubleOutcome
    return made(answer, `${this.place}: ${doing}`, 'the permissions that the plan names') as StoreOutcome // prettier-ignore
  }
}

/** What makes a rotation from outside wrong, whatever its versions are. */
function refusalOf(data: JsonObject, arn: string, at: SecretPlace): string | undefined {
  const account = arn.split(':')[4]
  if (at.account !== undefined && account !== at.account) return `it is of account ${account}, not of ${at.account}` // prettier-ignore
  if (fieldOf(data, 'DeletedDate')) return 'it is marked for deletion'
  if (fieldOf(data, 'RotationEnabled') === true) return 'a function of its own rotates it: use aws-secrets-manager/rotate-now' // prettier-ignore
  const owner = textOf(data, 'OwningService')
  return owner === undefined ? undefined : `the service ${owner} keeps it`
}

export function stagesOf(data: JsonObject): Record<string, readonly string[]> {
  const stages = fieldOf(data, 'VersionIdsToStages')
  const versions = typeof stages === 'object' && stages !== null ? Object.keys(stages) : []
  return Object.fromEntries(versions.map((version) => [version, textsOf(stages, version)]))
}

export function versionsOf(
  data: JsonObject,
  stages: Readonly<Record<string, readonly string[]>>,
): StoreVersions {
  // prettier-ignore
  const of = (stage: string) => Object.keys(stages).find((version) => stages[version]!.includes(stage)) // prettier-ignore
  const [current, pending, previous] = [of('AWSCURRENT'), of('AWSPENDING'), of('AWSPREVIOUS')]
  const read = fieldOf(data, 'LastAccessedDate')
  return {
    ...(current !== undefined && { current }),
    ...(pending !== undefined && { pending }),
    ...(previous !== undefined && { previous }),
    ...(typeof read === 'number' && { lastReadAt: new Date(read * 1000).toISOString().slice(0, 10) }), // prettier-ignore
  }
}

function revealed(secret: Secret): string {
  return new TextDecoder().decode(secret.reveal())
}
