/**
 * How a run without the key asks a server whose secrets are, so that neither learns what the other has. Version 1.
 *
 * 1. The server announces `{version, prefixBits, paddingStep, payloadBytes}`. `prefixBits` is chosen so that a bucket has
 *    some tens of records: with it a question tells the server that much of a hash and no more.
 * 2. For each value that no guesser could reach the client makes the unkeyed hash (`hmslOf`) and sends the first
 *    `prefixBits` bits of it, with random prefixes among them: `{version, prefixBits, prefixes}`, ascending, each once.
 *    A prefix is hex, the bits on the left, zeros behind them.
 * 3. The server sends the bucket of each prefix: `{version, prefixBits, buckets: [{prefix, entries: [{hint, payload}]}]}`.
 *    A hint is the SHA-256 of a hash. A payload is base64 of nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes): AES-256-GCM
 *    under the 32 bytes of the hash over the record's `InventoryMatch` as JSON, with spaces behind it to `payloadBytes`.
 *    Who does not hold the secret can neither read nor tell it from the dummies that fill a bucket up to a multiple of
 *    `paddingStep`. Entries are ascending by hint. Hints of dummies are the same each time, payloads of all differ each
 *    time: asking again tells nothing.
 * 4. The client takes the entry with the hint of its hash, and opens it.
 *
 * A server answers for one tenant, to who may ask for it, within limits: `rateLimitHeaders`. What a bucket shows to who
 * asks for it over weeks is how often it changes. The ways of asking and answering with a hint and a payload under the
 * hash are those of HasMySecretLeaked.
 *
 * @see https://docs.gitguardian.com/has-my-secret-leaked
 */
export const kAnonymousVersion = 1

/** Records in a bucket, in the mean, at least; below, a question would name a record. */
export const bucketMean = 32
/** Entries of a bucket are filled up to a multiple of this. */
export const paddingStep = 64
/** More are not sent: then `prefixBits` is out of date. */
export const entriesMax = 4096
/** In one request. */
export const prefixesMax = 128
/** Random prefixes are added up to a multiple of this, where there are so many different ones. */
export const prefixStep = 8
/** Of a request's body; of a response's. */
export const requestBytesMax = 16 << 10
export const responseBytesMax = 64 << 20
/** Of JSON, before encryption. */
export const payloadBytes = 1024
export const nonceBytes = 12
export const tagBytes = 16
/** What is authenticated beside the payload: the same hash is a key elsewhere, too. */
export const payloadContext = `stanch k-anonymous ${kAnonymousVersion}`
/**
 * Enough for thirty million records. A client answers to no announcement of more: it would tell a server that lies about
 * its records so much of a hash that it names one secret.
 */
export const prefixBitsMax = 20

/** What a server says of itself. */
export interface Announcement {
  readonly version: typeof kAnonymousVersion
  readonly prefixBits: number
  readonly paddingStep: number
  readonly payloadBytes: number
}

export interface PrefixRequest {
  readonly version: typeof kAnonymousVersion
  readonly prefixBits: number
  readonly prefixes: readonly string[]
}

export interface BucketEntry {
  /** 64 hex digits. */
  readonly hint: string
  /** Base64. */
  readonly payload: string
}

export interface Bucket {
  readonly prefix: string
  readonly entries: readonly BucketEntry[]
}

export interface PrefixResponse {
  readonly version: typeof kAnonymousVersion
  readonly prefixBits: number
  readonly buckets: readonly Bucket[]
}

/** AES-256-GCM of the host; the tag is the last 16 bytes of what is sealed. */
export interface Aead {
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, context: Uint8Array): Uint8Array
  /** `undefined` when it was sealed under another key, or changed. */
  open(
    key: Uint8Array,
    nonce: Uint8Array,
    sealed: Uint8Array,
    context: Uint8Array,
  ): Uint8Array | undefined
}

/** Of the host, fit for keys. */
export type RandomBytes = (length: number) => Uint8Array

/** @param records that have an unkeyed hash */
export function announce(records: number): Announcement {
  const bits = Math.floor(Math.log2(records / bucketMean))
  const prefixBits = Math.min(prefixBitsMax, Math.max(0, bits))
  return { version: kAnonymousVersion, prefixBits, paddingStep, payloadBytes }
}

/** @param hash hex, at least as long as the prefix @returns `-` for a prefix of no bits: there is one bucket */
export function prefixOf(hash: string, prefixBits: number): string {
  if (prefixBits === 0) return '-'
  const digits = Math.ceil(prefixBits / 4)
  const spare = 4 * digits - prefixBits
  const last = (Number.parseInt(hash[digits - 1]!, 16) >> spare) << spare
  return hash.slice(0, digits - 1) + last.toString(16)
}

/** Whether a text is a prefix of so many bits. */
export function isPrefix(text: string, prefixBits: number): boolean {
  if (prefixBits === 0) return text === '-'
  const digits = Math.ceil(prefixBits / 4)
  return text.length === digits && /^[0-9a-f]+$/.test(text) && prefixOf(text, prefixBits) === text
}

/**
 * What a client is told of its limit with each answer; `retry-after` once nothing is left.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export function rateLimitHeaders({
  limit,
  remaining,
  resetSeconds,
}: {
  readonly limit: number
  readonly remaining: number
  readonly resetSeconds: number
}): Readonly<Record<string, string>> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(Math.max(0, remaining)),
    'ratelimit-reset': String(resetSeconds),
    ...(remaining > 0 ? {} : { 'retry-after': String(resetSeconds) }),
  }
}
