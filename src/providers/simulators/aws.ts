import type { HttpAnswer, HttpRequest } from '../http-client.ts'
import type { PlantedCredential, Simulator } from '../simulator.ts'
import { jsonAnswer, queryAnswer, refusal, restAnswer, type AwsRefusal } from './aws/answers.ts'
import { authenticate, authorize, jsonFaults, queryFaults, restFaults, type Caller } from './aws/authorize.ts' // prettier-ignore
import { lookUpEvents, recordCall } from './aws/cloud-trail.ts'
import { iamOperations } from './aws/iam.ts'
import { makeWorld, plantKey, tellStory, type AwsSimulatorOptions, type PlantedKey } from './aws/plant.ts' // prettier-ignore
import { secretsOperation } from './aws/secrets-manager.ts'
import type { SignedText } from './aws/signature.ts'
import { stsOperations } from './aws/sts.ts'
import type { AwsWorld } from './aws/world.ts'

export type { AwsSimulatorOptions } from './aws/plant.ts'

const namespaces = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const
const versions = { iam: '2010-05-08', sts: '2011-06-15' } as const
const targets = {
  secretsmanager: /^secretsmanager\.(\w+)$/,
  cloudtrail: /^com\.amazonaws\.cloudtrail\.v20131101\.CloudTrail_20131101\.(\w+)$/,
} as const

/** What is being answered. */
interface Asked {
  readonly sent: SignedText
  readonly region: string
  readonly nowMs: number
  readonly requestId: string
}

/**
 * IAM, STS, CloudTrail, S3's list and Secrets Manager of one account, as their API references describe them: signatures are
 * computed anew, changes become known late, keys resemble each other, and too many calls are throttled.
 */
export class AwsSimulator implements Simulator {
  readonly id = 'aws'
  readonly hosts: readonly string[]
  readonly world: AwsWorld
  readonly #options: AwsSimulatorOptions
  readonly #planted: PlantedKey[] = []
  #calls = 0
  #isTold = false

  constructor(options: AwsSimulatorOptions = {}) {
    this.#options = options
    this.world = makeWorld(options)
    const regional = ['sts', 'cloudtrail', 's3', 'secretsmanager']
    this.hosts = ['iam.amazonaws.com', ...this.world.regions.flatMap((region) => regional.map((service) => `${service}.${region}.amazonaws.com`))] // prettier-ignore
  }

  get effects() {
    return this.world.effects
  }

  plant(): PlantedCredential {
    const planted = plantKey(this.world, this.#options)
    this.#planted.push(planted)
    return planted.credential
  }

  answer(request: HttpRequest, nowMs: number): HttpAnswer {
    // What has happened before is told from the first question on, for only then is it known when that is.
    if (!this.#isTold) tellStory(this.world, this.#planted, nowMs)
    this.#isTold = true
    this.#calls++
    const sent = signedText(request)
    const requestId = this.world.noise('0123456789abcdef', 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') // prettier-ignore
    const asked = { sent, nowMs, requestId, region: 'us-east-1' }
    const [, service = '', region = ''] = /^(\w+)\.([a-z]+(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(request.url.host) ?? [] // prettier-ignore
    if (request.url.host === 'iam.amazonaws.com') return this.#query('iam', asked)
    if (!['sts', 's3', ...Object.keys(targets)].includes(service))
      return { status: 404, headers: {}, body: new Uint8Array() }
    const there = { ...asked, region }
    if (service === 'sts') return this.#query('sts', there)
    return service === 's3' ? this.#rest(there) : this.#json(service as keyof typeof targets, there)
  }

  #query(service: 'iam' | 'sts', asked: Asked): HttpAnswer {
    const { sent, region, nowMs, requestId } = asked
    const input = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(sent.body)))
    const { Action: name = '', Version: version } = input
    const answer = (result: Parameters<typeof queryAnswer>[2]) => queryAnswer(name, namespaces[service], result, requestId) // prettier-ignore
    const isForm = sent.method === 'POST' && /^application\/x-www-form-urlencoded\b/.test(sent.headers['content-type'] ?? '') // prettier-ignore
    const operation = (service === 'iam' ? iamOperations : stsOperations)[name]
    if (!isForm || operation === undefined || version !== versions[service])
      return answer(refusal(400, 'InvalidAction', `Could not find operation ${name} for version ${version}`)) // prettier-ignore
    if (this.#isThrottled()) return answer(refusal(400, 'Throttling', 'Rate exceeded'))
    const known = authenticate(this.world, sent, nowMs, { service, region }, queryFaults)
    if ('refusal' in known) return answer(known)
    const { caller } = known
    const denied = service === 'sts' ? undefined : authorize(this.world, caller, `iam:${name}`, '*', nowMs) // prettier-ignore
    const result = denied ?? operation({ world: this.world, caller, input, nowMs })
    this.#note(service, name, asked, { caller, input, result })
    return answer(result)
  }

  #json(service: keyof typeof targets, asked: Asked): HttpAnswer {
    const { sent, region, nowMs, requestId } = asked
    const answer = (result: object | { refusal: AwsRefusal }) => jsonAnswer(result, requestId)
    const name = targets[service].exec(sent.headers['x-amz-target'] ?? '')?.[1] ?? ''
    const isJson = sent.method === 'POST' && sent.headers['content-type'] === 'application/x-amz-json-1.1' // prettier-ignore
    if (!isJson || name === '') return answer(refusal(400, 'UnknownOperationException'))
    // To a region that the account has not opted into its keys are unknown.
    if (!this.world.regions.includes(region)) return answer(refusal(400, jsonFaults.unknown))
    const known = authenticate(this.world, sent, nowMs, { service, region }, jsonFaults)
    if ('refusal' in known) return answer(known)
    const { caller } = known
    const denied = authorize(this.world, caller, `${service}:${name}`, '*', nowMs)
    if (denied !== undefined) return answer(refusal(400, 'AccessDeniedException', denied.refusal.message)) // prettier-ignore
    const input = JSON.parse(new TextDecoder().decode(sent.body)) as Record<string, unknown>
    if (service === 'secretsmanager') {
      const result = secretsOperation(name, { world: this.world, region, input, nowMs })
      this.#note(service, name, asked, { caller, input: {}, result })
      return answer(result)
    }
    return answer(name === 'LookupEvents' ? lookUpEvents(this.world, region, input, nowMs) : refusal(400, 'UnknownOperationException')) // prettier-ignore
  }

  #rest(asked: Asked): HttpAnswer {
    const { sent, region, nowMs, requestId } = asked
    const known = authenticate(this.world, sent, nowMs, { service: 's3', region }, restFaults)
    if ('refusal' in known) return restAnswer(known, requestId)
    if (sent.method !== 'GET' || sent.url.pathname !== '/') return restAnswer(refusal(405, 'MethodNotAllowed'), requestId) // prettier-ignore
    const denied = authorize(this.world, known.caller, 's3:ListAllMyBuckets', 'arn:aws:s3:::*', nowMs) // prettier-ignore
    return restAnswer(denied ?? { xml: '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>' }, requestId) // prettier-ignore
  }

  #isThrottled(): boolean {
    const every = this.#options.throttlesEvery
    return every !== undefined && this.#calls % every === 0
  }

  /** As the last use of the key, and in CloudTrail. */
  #note(
    service: string,
    name: string,
    { sent, region, nowMs }: Asked,
    { caller, input, result }: { readonly caller: Caller; readonly input: Readonly<Record<string, string>>; readonly result: unknown }, // prettier-ignore
  ): void {
    const key = this.world.keys.find(({ id }) => id === caller.keyId)
    if (key !== undefined) key.lastUsed = { atMs: nowMs, service, region }
    const error = (result as { refusal?: AwsRefusal } | undefined)?.refusal?.code
    const made = name === 'CreateAccessKey' && error === undefined ? (result as { AccessKey: { AccessKeyId: string; UserName: string } }).AccessKey : undefined // prettier-ignore
    recordCall(this.world, {
      keyId: caller.keyId,
      arn: caller.arn,
      userName: caller.holder.name,
      isRole: caller.type === 'role',
      service,
      region,
      name,
      atMs: nowMs,
      ...(sent.headers['user-agent'] !== undefined && { userAgent: sent.headers['user-agent'] }),
      ...(error !== undefined && { error }),
      parameters: { userName: input['UserName'], accessKeyId: input['AccessKeyId'] },
      ...(made !== undefined && { response: { accessKey: { accessKeyId: made.AccessKeyId, userName: made.UserName, status: 'Active' } } }), // prettier-ignore
    })
  }
}

function signedText({ method, url, headers = {}, body = '' }: HttpRequest): SignedText {
  return {
    method,
    url,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])), // prettier-ignore
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  }
}
