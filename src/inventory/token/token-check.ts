/**
 * What came of a check: it holds, it fails, nobody could look (`open`), or it is told for somebody to judge (`noted`).
 */
export type TokenVerdict = 'holds' | 'fails' | 'open' | 'noted'

/** One check of a token. Never holds the token, its signature or a claim that was not checked. */
export interface TokenCheck {
  readonly id: string
  readonly expected: string
  readonly got: string
  readonly verdict: TokenVerdict
  /** Where the rule is written: `RFC 8725, 3.9`. */
  readonly source: string
  /** What it means, or what to do; only where expected and got do not say it. */
  readonly note?: string
}

/** What a signature's verification has said. */
export type SignatureResult = 'valid' | 'invalid' | 'no matching key' | 'no keys declared'
