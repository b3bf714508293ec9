import { open, rm } from 'node:fs/promises'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { assertAllowed, isLoopback } from '../providers/http/assert-allowed.ts'
import { StanchError } from '../text/error.ts'

export interface DownloadRequest {
  readonly url: URL
  /** For the host of `url` only. */
  readonly headers: Readonly<Record<string, string>>
  /** New; removed again when the download fails. */
  readonly file: string
  readonly bytesMax: number
  /** Longest without a byte, in milliseconds. */
  readonly idleMs: number
}

export type Download =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'too large' }
  /** Whatever was answered instead, its body read up to 64 KiB. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, unknown>>
      readonly body: string
    }

const redirectsMax = 5

/**
 * Writes an answer to a file as it comes. Follows where it is sent on to, other hosts included, but there without headers:
 * a download's address is its own permission.
 *
 * @throws StanchError `HTTP_PLAIN_REFUSED`, `HTTP_HOST_REFUSED`, `GITHUB_FAILED`; what undici throws; the signal's reason
 */
export async function downloadFile(
  dispatcher: Dispatcher,
  request: DownloadRequest,
  signal: AbortSignal,
): Promise<Download> {
  const { url: first, idleMs, bytesMax, file } = request
  let url = first
  for (let count = 0; ; count++) {
    assertAllowed('GET', url, { allowedHosts: [url.host], allowsPlainHttp: false })
    const { statusCode, headers, body } = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { 'user-agent': 'stanch', ...(url.origin === first.origin && request.headers) },
      signal,
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
    })
    const location = headers['location']
    if ([301, 302, 303, 307, 308].includes(statusCode) && typeof location === 'string') {
      await body.dump()
      url = nextOf(url, location, first, count)
      continue
    }
    if (statusCode !== 200) return { kind: 'answer', status: statusCode, headers, body: await readStart(body) } // prettier-ignore
    if (Number(headers['content-length'] ?? 0) > bytesMax) {
      // Giving it up is an error of the stream, which nobody else hears.
      body.on('error', () => undefined).destroy()
      return { kind: 'too large' }
    }
    return write(body, file, bytesMax, signal)
  }
}

function nextOf(from: URL, location: string, first: URL, count: number): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  // Whoever answers on the internet must not send us on to what listens on this machine.
  const isInward = url !== undefined && isLoopback(url.hostname) && !isLoopback(first.hostname)
  if (url !== undefined && !isInward && count < redirectsMax) return url
  throw new StanchError(
    'GITHUB_FAILED',
    `GET ${first.host}: a download was sent on ${isInward ? 'to this machine' : 'to nowhere, or too often'}; not followed.`,
  )
}

async function write(
  body: Readable,
  file: string,
  bytesMax: number,
  signal: AbortSignal,
): Promise<Download> {
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > bytesMax ? new TooLarge() : null, chunk)
    },
  })
  const output = await open(file, 'wx', 0o600)
  try {
    await pipeline(body, counted, output.createWriteStream(), { signal })
    return { kind: 'done', bytes }
  } catch (error) {
    await rm(file, { force: true })
    if (error instanceof TooLarge) return { kind: 'too large' }
    throw error
  }
}

class TooLarge extends Error {}

async function readStart(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > 65_536) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
