import { bytesToHex } from '@noble/hashes/utils.js'
import { redactionToken } from '../engine/redaction-token.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../text/fingerprint.ts'
import { keyedHash } from '../text/keyed-hash.ts'
import type { Span } from '../text/span.ts'

/** Hex digits of the secret's fingerprint that a token shows; the check digits follow. */
const identityDigits = 12
const checkDigits = 4
/** Tokens that are remembered as true. */
const checkedMax = 10_000

/** What every token begins with. */
export const tokenMark = '[stanch:'

/** The same in UTF-16, of either byte order. */
export const wideTokenMark = Array.from(tokenMark).join('\0')

// eslint-disable-next-line no-control-regex -- every second byte is 0
const wideForm = /\[\0s\0t\0a\0n\0c\0h\0:(?:\0[a-z0-9:-]){20,100}\0\]/g

/** What looks like one, whatever is in it. */
const lookalikeForm = /\[stanch:[^[\]\s"'\\]{0,160}\]/g

/** Whose a secret is, and what stands for it. */
export interface SecretIdentity {
  readonly fingerprint: string
  /** `[stanch:<rule>:<kid>:<hex>]`: of the fingerprint 12 digits, and 4 check digits under the key. */
  readonly token: string
}

/**
 * The same secret has the same `<kid>:<hex>` wherever it is found; the rule says how it was found there.
 *
 * @param secret fully decoded bytes
 */
export function identityOf(rule: string, secret: Uint8Array, key: FingerprintKey): SecretIdentity {
  const fingerprint = fingerprintOf(secret, key)
  return { fingerprint, token: `${tokenMark}${rule}:${tokenEndOf(fingerprint, key)}` }
}

/**
 * `<kid>:<hex>]`: what all tokens of a secret end with, whatever rule found it.
 *
 * @param fingerprint made under the key
 */
export function tokenEndOf(fingerprint: string, key: FingerprintKey): string {
  const identity = fingerprint.split(':')[2]!.slice(0, identityDigits)
  return `${key.kid}:${identity}${checkDigitsOf(identity, key)}]`
}

/** See {@link identityOf}. */
export function tokenOf(rule: string, secret: Uint8Array, key: FingerprintKey): string {
  return identityOf(rule, secret, key).token
}

/** A token in a text. */
export interface Token extends Span {
  /** Its check digits fit; without its key only its form is known. */
  readonly isVerified: boolean
}

/** Tells tokens from what only looks like one. */
export class TokenReader {
  readonly #keys: ReadonlyMap<string, FingerprintKey>
  readonly #isRule: (id: string) => boolean
  readonly #checked = new Set<string>()

  /**
   * @param keys of this run, and older ones
   * @param isRule whether a rule of this name exists: all that is known of tokens under a key that is not at hand
   */
  constructor(keys: readonly FingerprintKey[], isRule: (id: string) => boolean) {
    this.#keys = new Map(keys.map((key) => [key.kid, key]))
    this.#isRule = isRule
  }

  /**
   * The tokens of a text, ascending. One under a known key counts when its check digits fit; one under another key when
   * it names a rule.
   *
   * @param text one character per byte
   */
  find(text: string): Token[] {
    const wide = text.includes(wideTokenMark) ? this.#findWide(text) : []
    const plain = text.includes(tokenMark) ? this.#findPlain(text) : []
    if (wide.length === 0) return plain
    return [...plain, ...wide].sort((left, right) => left.start - right.start)
  }

  /** From the first bracket's byte to the last one's; the other byte of one of them stays. */
  #findWide(text: string): Token[] {
    return Array.from(text.matchAll(wideForm)).flatMap(({ index, 0: whole }) => {
      const narrow = whole.replaceAll('\0', '')
      const [token] = this.#findPlain(narrow)
      if (token?.end !== narrow.length) return []
      return [{ ...token, start: index, end: index + whole.length }]
    })
  }

  /** Tokens come again and again. */
  #isChecked(identity: string, check: string, key: FingerprintKey): boolean {
    const known = `${key.kid}${identity}${check}`
    if (this.#checked.has(known)) return true
    if (checkDigitsOf(identity, key) !== check) return false
    if (this.#checked.size >= checkedMax) this.#checked.clear()
    this.#checked.add(known)
    return true
  }

  #findPlain(text: string): Token[] {
    const spans: Token[] = []
    for (const match of text.matchAll(redactionToken)) {
      const [whole, rule, kid, identity, check] = match as unknown as string[]
      const key = this.#keys.get(kid!)
      const fits = key ? this.#isChecked(identity!, check!, key) : this.#isRule(rule!)
      if (!fits) continue
      const isVerified = key !== undefined
      spans.push({ start: match.index, end: match.index + whole!.length, isVerified })
    }
    return spans
  }
}

/** What has the form of a token or nearly so, ascending and disjoint; tokens among them. */
export function findLookalikes(text: string): Span[] {
  if (!text.includes(tokenMark)) return []
  return Array.from(text.matchAll(lookalikeForm), ({ index, 0: whole }) => ({
    start: index,
    end: index + whole.length,
  }))
}

/** Whoever has no key cannot make a token that hides something. */
function checkDigitsOf(identity: string, key: FingerprintKey): string {
  const digest = keyedHash(key, bytesOfLatin1(`stanch token ${key.kid} ${identity}`))
  return bytesToHex(digest).slice(0, checkDigits)
}
