import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AnswerFacts } from '../../incident/adapter.ts'
import type { Clock } from '../../incident/clock.ts'
import { StanchError } from '../../text/error.ts'
import type { HttpAnswer, HttpClient } from '../http-client.ts'
import type { AwsCredentials } from './aws-credentials.ts'
import { awsEndpointOf, type AwsService } from './aws-endpoint.ts'
import { readJson, readQuery, readRestXml, type AwsSaid } from './read-aws-answer.ts'
import { signAwsRequest, type AwsSigningKeys } from './sign-aws-request.ts'

/**
 * What a call came to. `no`: it was refused, for good. `temporary`: nothing was done, later it may be. `no-answer`: it was
 * sent, and nothing says whether it was done.
 */
export type AwsAnswer = AwsSaid & {
  readonly trouble?: 'no' | 'temporary' | 'no-answer'
  /** For receipts; `detail` is to be told by whoever asked. */
  readonly facts: Omit<AnswerFacts, 'detail'>
}

export interface AwsCallOptions {
  readonly signal: AbortSignal
  /**
   * `read` changes nothing; `repeatable` may be done twice; `once` must not, so nobody sends it again by himself.
   */
  readonly effect: 'read' | 'repeatable' | 'once'
  /** False: the answer holds a secret, and not even its digest is kept. */
  readonly keepsDigest?: boolean
  /** Stands in CloudTrail, so that a call can be told to be ours. */
  readonly userAgent?: string
}

export interface AwsCallerParts {
  readonly http: HttpClient
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly region: string
  readonly credentials: () => Promise<AwsCredentials>
  readonly keys: AwsSigningKeys
  /** How often a call that only reads is made until AWS answers; 1 when undefined, for steps are tried again as a whole. */
  readonly tries?: number
  /** Shared by the copies of a caller: how long it has waited since AWS last answered. */
  readonly patience?: { waitedMs: number }
}

const patientTries = 5
const waitMsFirst = 250
/** Who has waited this long for nothing asks once only, elsewhere too: a responder waits for the evidence. */
const patienceMs = 7500

const versions: Partial<Record<AwsService, string>> = { iam: '2010-05-08', sts: '2011-06-15' }

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/, https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/ */
const targets: Partial<Record<AwsService, string>> = {
  secretsmanager: 'secretsmanager',
  cloudtrail: 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101',
}

/** Too often, or its own trouble before anything was done (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). */
const throttled = /^(?:Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|ConcurrentModification\w*|EntityTemporarilyUnmodifiable)$/ // prettier-ignore
const itsTrouble = /^(?:InternalService\w*|InternalServer\w*|InternalFailure|ServiceUnavailable\w*|ServiceFailure\w*|status 5\d\d)$/ // prettier-ignore

/** Before a connection stood, so nothing was sent. */
const notSent = /\((?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)\)/ // prettier-ignore

/** Calls AWS with one pair of credentials. Never throws for what AWS answers. */
export class AwsCaller {
  readonly region: string
  readonly #parts: AwsCallerParts & { readonly patience: { waitedMs: number } }

  constructor(parts: AwsCallerParts) {
    this.#parts = { patience: { waitedMs: 0 }, ...parts }
    this.region = parts.region
  }

  /** The same, somewhere else. */
  in(region: string): AwsCaller {
    return new AwsCaller({ ...this.#parts, region })
  }

  /** The same, for long readings that one throttled call should not spoil. */
  patient(): AwsCaller {
    return new AwsCaller({ ...this.#parts, tries: patientTries })
  }

  /** An operation of IAM or STS. Fields without a value are left out. */
  query(
    service: 'iam' | 'sts',
    operation: string,
    input: Readonly<Record<string, string | undefined>>,
    options: AwsCallOptions,
  ): Promise<AwsAnswer> {
    const fields = Object.entries(input).filter((field): field is [string, string] => field[1] !== undefined) // prettier-ignore
    const body = formOf([['Action', operation], ['Version', versions[service]!], ...fields])
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    return this.#call({ service, method: 'POST', headers, body, read: (answer) => readQuery(answer, operation) }, options) // prettier-ignore
  }

  /** An operation of Secrets Manager or CloudTrail. */
  json(
    service: 'secretsmanager' | 'cloudtrail',
    operation: string,
    input: object,
    options: AwsCallOptions,
  ): Promise<AwsAnswer> {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[service]}.${operation}`,
    }
    return this.#call({ service, method: 'POST', headers, body: JSON.stringify(input), read: readJson }, options) // prettier-ignore
  }

  /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
  listBuckets(options: AwsCallOptions): Promise<AwsAnswer> {
    const headers = { 'x-amz-content-sha256': emptyDigest }
    return this.#call({ service: 's3', method: 'GET', headers, read: (answer) => readRestXml(answer, 'ListAllMyBucketsResult') }, options) // prettier-ignore
  }

  async #call(call: AwsCall, options: AwsCallOptions): Promise<AwsAnswer> {
    const { patience, clock, tries: triesMax = 1 } = this.#parts
    const most = options.effect === 'read' ? triesMax : 1
    for (let tries = 1; ; tries++) {
      const answer = await this.#once(call, options)
      const mayPass = answer.trouble === 'temporary' || answer.trouble === 'no-answer'
      if (!mayPass) patience.waitedMs = 0
      if (!mayPass || tries >= most || patience.waitedMs >= patienceMs) return answer
      const waitMs = waitMsFirst * 2 ** tries
      await clock.sleep(waitMs, options.signal)
      patience.waitedMs += waitMs
    }
  }

  async #once(call: AwsCall, options: AwsCallOptions): Promise<AwsAnswer> {
    const { env, http, clock, credentials, keys } = this.#parts
    const { service, method, body } = call
    const headers = { ...call.headers, ...(options.userAgent && { 'user-agent': options.userAgent }) } // prettier-ignore
    const url = awsEndpointOf(service, this.region, env)
    const signed = await signAwsRequest(
      {
        service,
        region: this.region,
        method,
        url,
        headers,
        ...(body !== undefined && { body }),
        isIdempotent: options.effect !== 'once',
        nowMs: clock.now(),
      },
      await credentials(),
      keys,
    )
    try {
      const answer = await http.send(signed, options.signal)
      return answerOf(call.read(answer), answer, options)
    } catch (error) {
      if (options.signal.aborted || !(error instanceof StanchError)) throw error
      const isSent = error.code === 'HTTP_FAILED' && !notSent.test(error.message)
      const trouble = isSent ? 'no-answer' : error.code === 'HTTP_FAILED' ? 'temporary' : 'no'
      return { error: error.code, isExplicitDeny: false, trouble, facts: {} }
    }
  }
}

/** As AWS's own libraries write a form: of the signs that RFC 3986 reserves none stays as it is. */
function formOf(fields: readonly (readonly [string, string])[]): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`) // prettier-ignore
  return fields.map(([name, value]) => `${encode(name)}=${encode(value).replaceAll('%20', '+')}`).join('&') // prettier-ignore
}

interface AwsCall {
  readonly service: AwsService
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly read: (answer: HttpAnswer) => AwsSaid
}

const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

function answerOf(
  read: AwsSaid,
  { status, headers, body, egress }: HttpAnswer,
  { keepsDigest = true, effect }: AwsCallOptions,
): AwsAnswer {
  const requestId = headers['x-amzn-requestid'] ?? headers['x-amz-request-id']
  const facts = {
    status,
    ...(requestId !== undefined && /^[\w-]{1,100}$/.test(requestId) && { requestId }),
    ...(egress !== undefined && { egress }),
    ...(keepsDigest && { bodyDigest: bytesToHex(sha256(body)) }),
  }
  body.fill(0)
  const trouble = troubleOf(read.error, effect)
  return { ...read, ...(trouble && { trouble }), facts }
}

/** Of its own trouble nobody knows whether it came before or after the effect. */
function troubleOf(
  error: string | undefined,
  effect: AwsCallOptions['effect'],
): AwsAnswer['trouble'] {
  // prettier-ignore
  if (error === undefined) return undefined
  if (throttled.test(error) || error === 'status 429') return 'temporary'
  if (itsTrouble.test(error)) return effect === 'once' ? 'no-answer' : 'temporary'
  return 'no'
}
