import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { Allotment } from './inflight-budget.ts'

export interface BodyLimits {
  /** Unpacked. */
  readonly bytesMax: number
  readonly allotment: Allotment
}

/**
 * The body of a request, unpacked. What is too large is read to its end, but not kept, so that the client can read the
 * answer.
 *
 * @throws StanchError `OTLP_BODY_TOO_LARGE`, `OTLP_BUSY`, `OTLP_GZIP`, `OTLP_CLIENT_GONE`
 */
export function readBody(
  request: IncomingMessage,
  isGzip: boolean,
  limits: BodyLimits,
): Promise<Buffer> {
  const gunzip = isGzip ? createGunzip() : undefined
  const source: Readable = gunzip ? request.pipe(gunzip) : request
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const fail = (error: StanchError) => {
      source.removeAllListeners('data')
      request.unpipe()
      gunzip?.destroy()
      request.resume()
      reject(error)
    }
    request.on('close', () => {
      if (!request.complete) fail(clientGone())
    })
    request.on('error', () => fail(clientGone()))
    gunzip?.on('error', (error) => {
      const message = `Expected a body in gzip: ${reasonOf(error)}.`
      fail(new StanchError('OTLP_GZIP', message, { cause: error }))
    })
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limits.bytesMax) return fail(tooLarge(limits.bytesMax))
      if (!limits.allotment.grow(chunk.length)) return fail(busy())
      chunks.push(chunk)
    })
    source.on('end', () => resolve(Buffer.concat(chunks)))
  })
}

export function tooLarge(bytesMax: number): StanchError {
  return new StanchError(
    'OTLP_BODY_TOO_LARGE',
    `Expected a body of at most ${bytesMax} bytes unpacked, got more: send smaller batches, or start with a larger --max-body.`,
  )
}

export function busy(): StanchError {
  return new StanchError(
    'OTLP_BUSY',
    'Too many requests wait for their answer: try again (--max-inflight).',
  )
}

/** Nobody is there to be answered. */
export function clientGone(): StanchError {
  return new StanchError('OTLP_CLIENT_GONE', 'The client went away.')
}
