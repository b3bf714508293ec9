import type { HttpRequest } from '../http-client.ts'
import type { AwsCredentials } from './aws-credentials.ts'
import { globalRegionOf, type AwsService } from './aws-endpoint.ts'

/** A call before it is signed. */
export interface UnsignedAwsRequest {
  readonly service: AwsService
  readonly region: string
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly isIdempotent: boolean
  /** Milliseconds since 1970; the system's own time when undefined. */
  readonly nowMs?: number
}

/** Keys of a day, a region and a service, made of a secret key in four steps; whoever signs often keeps them. */
export type AwsSigningKeys = Map<string, ArrayBuffer>

/** Signature version 4 in headers (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). */
export async function signAwsRequest(
  { service, region, method, url, headers, body, isIdempotent, nowMs }: UnsignedAwsRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  keys: AwsSigningKeys = new Map(),
): Promise<HttpRequest> {
  const { AwsV4Signer } = await import('aws4fetch')
  const signed = await new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service,
    cache: keys,
    ...(nowMs !== undefined && { datetime: new Date(nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '') }), // prettier-ignore
    region: service === 'iam' ? globalRegionOf(region) : region,
  }).sign()
  return {
    method,
    url: signed.url,
    headers: Object.fromEntries(signed.headers),
    ...(body === undefined ? {} : { body }),
    isIdempotent,
  }
}
