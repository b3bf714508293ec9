import type { IncomingMessage } from 'node:http'
import { StanchError } from '../../text/error.ts'
import type { OtlpEncoding } from './redact-export.ts'
import type { Signal } from './schema.ts'

/** What a request says of its body. */
export interface RequestForm {
  readonly signal: Signal
  readonly encoding: OtlpEncoding
  readonly isGzip: boolean
}

const paths: Readonly<Record<string, Signal>> = {
  '/v1/logs': 'logs',
  '/v1/traces': 'traces',
  '/v1/metrics': 'metrics',
}

const mediaTypes: Readonly<Record<string, OtlpEncoding>> = {
  'application/x-protobuf': 'protobuf',
  'application/json': 'json',
}

/** @throws StanchError `OTLP_NOT_FOUND`, `OTLP_METHOD`, `OTLP_MEDIA_TYPE`, `OTLP_CONTENT_ENCODING` */
export function requestFormOf({ url, method, headers }: IncomingMessage): RequestForm {
  const signal = lookUp(paths, url!.split('?', 1)[0]!)
  if (!signal) {
    const known = Object.keys(paths).join(', ')
    throw new StanchError('OTLP_NOT_FOUND', `Expected one of the paths ${known}.`)
  }
  if (method !== 'POST') throw new StanchError('OTLP_METHOD', 'Expected the method POST.')
  const encoding = encodingOf(headers)
  if (!encoding) {
    const known = Object.keys(mediaTypes).join(' or ')
    throw new StanchError('OTLP_MEDIA_TYPE', `Expected content of the type ${known}.`)
  }
  const packing = (headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (packing === 'identity' || packing === 'gzip') {
    return { signal, encoding, isGzip: packing === 'gzip' }
  }
  throw new StanchError('OTLP_CONTENT_ENCODING', 'Expected a body as it is, or in gzip.')
}

/** In which a request is written, and its answer is to be; undefined when it does not say, or something else. */
export function encodingOf(headers: IncomingMessage['headers']): OtlpEncoding | undefined {
  return lookUp(mediaTypes, (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase())
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
