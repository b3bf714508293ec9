import { StanchError } from '../../text/error.ts'
import { bytesOfUtf8, concatBytes } from '../../text/bytes.ts'
import type { OtlpEncoding } from './redact-export.ts'
import { varintOf } from './wire-format.ts'

/** Seconds after which a client is to try again. */
const retryAfterSeconds = 1

/** Status and code of gRPC by the code of our errors. */
const statuses: Readonly<Record<string, readonly [http: number, grpc: number]>> = {
  OTLP_PROTOBUF: [400, 3],
  OTLP_JSON: [400, 3],
  OTLP_GZIP: [400, 3],
  OTLP_NOT_FOUND: [404, 5],
  OTLP_METHOD: [405, 12],
  OTLP_BODY_TOO_LARGE: [413, 8],
  OTLP_MEDIA_TYPE: [415, 3],
  OTLP_CONTENT_ENCODING: [415, 3],
  OTLP_BUSY: [503, 14],
  OTLP_CLIENT_GONE: [499, 1],
  OTLP_UPSTREAM: [503, 14],
  OTLP_UPSTREAM_TIMEOUT: [504, 4],
}

/** An answer of our own, instead of one from upstream. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  /** `google.rpc.Status` in the request's encoding. */
  readonly body: Uint8Array
}

/** @param encoding JSON when it is not known */
export function refusalFor(error: unknown, encoding: OtlpEncoding = 'json'): Refusal {
  const known = error instanceof StanchError ? statuses[error.code] : undefined
  const [status, grpc] = known ?? [500, 13]
  const code = known ? (error as StanchError).code : 'OTLP_INTERNAL'
  const message = known ? (error as StanchError).message : 'The request could not be redacted.'
  const body = encoding === 'json' ? jsonStatus(grpc, message) : protobufStatus(grpc, message)
  return {
    status,
    code,
    headers: {
      'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
      'content-length': String(body.length),
      ...(status === 503 || status === 504 ? { 'retry-after': String(retryAfterSeconds) } : {}),
      ...(status === 405 ? { allow: 'POST' } : {}),
    },
    body,
  }
}

function jsonStatus(code: number, message: string): Uint8Array {
  return bytesOfUtf8(JSON.stringify({ code, message }))
}

function protobufStatus(code: number, message: string): Uint8Array {
  const text = bytesOfUtf8(message)
  return concatBytes([Uint8Array.of(0x08, code, 0x12), varintOf(text.length), text])
}
