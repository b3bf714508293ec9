/** A bearer token, and when it ends in milliseconds since 1970. */
export interface AccessToken {
  readonly token: string
  readonly expiresAt: number
}

/** Tokens are renewed this long before they end. */
const marginMs = 60_000

/** Keeps a token until shortly before its end; of callers at the same time one fetches it. */
export function cachedToken(fetchToken: () => Promise<AccessToken>): () => Promise<string> {
  let current: Promise<AccessToken> | undefined
  let expiresAt = 0
  return async () => {
    if (current === undefined || expiresAt - marginMs < Date.now()) {
      expiresAt = Infinity
      current = fetchToken()
    }
    try {
      const fetched = await current
      expiresAt = fetched.expiresAt
      return fetched.token
    } catch (error) {
      current = undefined
      throw error
    }
  }
}
