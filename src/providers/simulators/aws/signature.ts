import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** What a signed request says of itself. */
export interface SignedAs {
  readonly keyId: string
  readonly date: string
  readonly region: string
  readonly service: string
  readonly headers: readonly string[]
  readonly signature: string
}

export interface SignedText {
  readonly method: string
  readonly url: URL
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const text = new TextEncoder()

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
export function signedAs(authorization: string): SignedAs | undefined {
  const found = /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(authorization) // prettier-ignore
  if (found === null) return undefined
  const [, keyId = '', date = '', region = '', service = '', headers = '', signature = ''] = found
  return { keyId, date, region, service, headers: headers.split(';'), signature }
}

/** Computed anew from what was sent, step by step as the documentation has it. */
export function signatureOf(sent: SignedText, as: SignedAs, secret: string): string {
  const at = sent.headers['x-amz-date'] ?? ''
  const scope = `${as.date}/${as.region}/${as.service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', at, scope, hex(text.encode(canonicalRequest(sent, as)))].join('\n') // prettier-ignore
  let key = text.encode(`AWS4${secret}`)
  for (const part of [as.date, as.region, as.service, 'aws4_request'])
    key = new Uint8Array(hmac(sha256, key, text.encode(part)))
  return bytesToHex(hmac(sha256, key, text.encode(toSign)))
}

function canonicalRequest({ method, url, headers, body }: SignedText, as: SignedAs): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  const lines = as.headers.map((name) => `${name}:${(name === 'host' ? url.host : (headers[name] ?? '')).trim()}\n`) // prettier-ignore
  const payload = as.service === 's3' ? (headers['x-amz-content-sha256'] ?? '') : hex(body)
  return [method, url.pathname, query, lines.join(''), as.headers.join(';'), payload].join('\n')
}

function hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}
