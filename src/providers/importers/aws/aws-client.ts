import { setTimeout as sleep } from 'node:timers/promises'
import { StanchError } from '../../../text/error.ts'
import type { HttpAnswer, HttpRequest } from '../../http-client.ts'
import type { ImportContext } from '../importer.ts'
import { readAwsCredentials, type AwsCredentialSource } from '../../aws/aws-credentials.ts'
import { awsEndpointOf, type AwsService } from '../../aws/aws-endpoint.ts'
import { signAwsRequest, type AwsSigningKeys } from '../../aws/sign-aws-request.ts'

/** What a call gave, or the name of the error. Its text is not kept: that of a wrong signature quotes what was sent. */
export type AwsReply =
  | { readonly data: Readonly<Record<string, unknown>>; readonly error?: undefined }
  | { readonly data?: undefined; readonly error: string }

/** A call whose answer is read by its protocol. */
export interface AwsCall {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly read: (answer: HttpAnswer) => AwsReply
}

const triesMax = 8
const waitMsFirst = 200
const waitMsMax = 10_000

/** Asked again: too often, or its own trouble (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). */
const passing = /^(?:Throttl\w*|TooManyRequests\w*|RequestLimitExceeded|RequestThrottled\w*|SlowDown|InternalService\w*|InternalServer\w*|InternalFailure|ServiceUnavailable\w*)$/ // prettier-ignore

/** Of the credentials as a whole, whatever was asked for. */
const refused = /^(?:UnrecognizedClient\w*|InvalidSignature\w*|SignatureDoesNotMatch|ExpiredToken\w*|RequestExpired|IncompleteSignature\w*|MissingAuthenticationToken\w*|InvalidClientTokenId|InvalidAccessKeyId|OptInRequired|NotAuthorized|InvalidToken\w*)$/ // prettier-ignore

/** Signed calls of one service in one region. */
export class AwsClient {
  readonly region: string
  readonly service: AwsService
  readonly #endpoint: URL
  readonly #context: ImportContext
  readonly #credentials: AwsCredentialSource
  readonly #keys: AwsSigningKeys = new Map()

  /** @throws StanchError `AWS_ENDPOINT`, `AWS_CREDENTIALS` */
  static async open(
    context: ImportContext,
    service: AwsService,
    region: string,
  ): Promise<AwsClient> {
    const endpoint = awsEndpointOf(service, region, context.env)
    const credentials = await readAwsCredentials(context.env)
    return new AwsClient(context, { service, region, endpoint, credentials })
  }

  private constructor(
    context: ImportContext,
    parts: { service: AwsService; region: string; endpoint: URL; credentials: AwsCredentialSource }, // prettier-ignore
  ) {
    this.region = parts.region
    this.service = parts.service
    this.#endpoint = parts.endpoint
    this.#context = context
    this.#credentials = parts.credentials
  }

  /**
   * Calls until the answer is none that passes by itself, 8 times at most.
   *
   * @throws StanchError `AWS_CREDENTIALS` when the credentials are refused as such
   */
  async send(call: AwsCall): Promise<AwsReply> {
    for (let tries = 1; ; tries++) {
      const request = await this.#sign(call)
      const reply = call.read(await this.#context.http.send(request, this.#context.signal))
      if (reply.error === undefined) return reply
      if (refused.test(reply.error)) throw this.#credentialsRefused(reply.error)
      if (!passing.test(reply.error) || tries === triesMax) return reply
      const most = Math.min(waitMsFirst * 2 ** (tries - 1), waitMsMax)
      await sleep(most / 2 + (Math.random() * most) / 2, undefined, {
        signal: this.#context.signal,
      })
    }
  }

  async #sign({ headers, body }: AwsCall): Promise<HttpRequest> {
    const { service, region } = this
    // Nothing that is called here changes anything, so it may be sent twice.
    const unsigned = { service, region, method: 'POST', url: this.#endpoint, headers, body, isIdempotent: true } as const // prettier-ignore
    return signAwsRequest(unsigned, await this.#credentials(), this.#keys)
  }

  #credentialsRefused(error: string): StanchError {
    return new StanchError(
      'AWS_CREDENTIALS',
      `AWS ${this.service} in ${this.region} refuses the credentials: ${error}.\n` +
        'Expected ones that are active and not expired, and a clock that is right. See: aws sts get-caller-identity',
    )
  }
}

/** What a call needs, for those who may not make it. */
export function awsForbidden(client: AwsClient, error: string, permissions: string): StanchError {
  return new StanchError(
    'AWS_FORBIDDEN',
    `AWS ${client.service} in ${client.region}: answered ${error}.\nIt needs ${permissions}.`,
  )
}
