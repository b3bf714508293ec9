import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { Allotment } from './inflight-budget.ts'
import { TextBuffer } from './text-buffer.ts'

export interface BodyLimits {
  /** Unpacked. */
  readonly bytesMax: number
  readonly allotment: Allotment
}

/** Telemetry that was packed is so many times as long, or less. */
const gzipRatio = 8

/** The first room for a body whose length is not known. */
const bytesLeast = 1 << 16

/**
 * The body of a request, unpacked. It is read no faster than there is room for it. What is too large is read to its end, but
 * not kept, so that the client can read the answer.
 *
 * @throws StanchError `OTLP_BODY_TOO_LARGE`, `OTLP_BUSY`, `OTLP_GZIP`, `OTLP_CLIENT_GONE`
 */
export function readBody(
  request: IncomingMessage,
  isGzip: boolean,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const gunzip = isGzip ? createGunzip() : undefined
  const source: Readable = gunzip ? request.pipe(gunzip) : request
  const length = Number(request.headers['content-length'] ?? bytesLeast)
  // In one piece: what is put together of many takes the room twice.
  const body = new TextBuffer(Math.min(limits.bytesMax, isGzip ? length * gzipRatio : length))
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
      body.add(chunk)
      const granted = limits.allotment.grow(chunk.length)
      if (granted === true) return
      source.pause()
      void granted.then((isGranted) => (isGranted ? source.resume() : fail(busy())))
    })
    source.on('end', () => resolve(body.view()))
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
