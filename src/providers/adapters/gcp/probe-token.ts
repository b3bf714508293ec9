import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { ActionContext, ProbeAction, ProbeOutcome } from '../../../incident/adapter.ts'
import { textOf } from '../../../text/field-of.ts'
import type { AdapterSetting } from '../adapter-setting.ts'
import { ask, bodyOf, factsOf, statusOf } from '../asking/ask.ts'
import { readsOnly } from '../asking/reads-only.ts'
import { unverifiableBy } from '../asking/trouble.ts'
import { readServiceAccountKey } from './service-account-key.ts'

const tokenUrl = new URL('https://oauth2.googleapis.com/token')
/** The least that a token can be good for; it is dropped at once, and lives on for an hour. */
const scope = 'https://www.googleapis.com/auth/userinfo.email'
const reference = 'https://developers.google.com/identity/protocols/oauth2/service-account#httprest'

/**
 * Asks for a token with an assertion that the leaked key signed. A key that is disabled or deleted, and one that never was,
 * come back as `invalid_grant` with `Invalid JWT Signature.`; a wrong clock, a deleted or disabled account and whatever else
 * do not.
 */
export function tokenProbe({ http, clock }: AdapterSetting): ProbeAction {
  const ask_ = async (context: ActionContext, pem: string): Promise<ProbeOutcome> => {
    const { account, keyId } = readServiceAccountKey(context.subject)
    const assertion = account && (await sign({ pem, account, keyId, nowMs: clock.now() }))
    if (!assertion)
      return { verdict: 'unverifiable', detail: 'The private key, or whose it is, cannot be read.' }
    const fields = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }
    const asked = await ask(
      http,
      {
        method: 'POST',
        url: tokenUrl,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(fields).toString(),
        isIdempotent: true,
      },
      context.signal,
    )
    const body = bodyOf(asked)
    if (statusOf(asked) === 200 && textOf(body, 'access_token') !== undefined)
      return {
        verdict: 'live',
        ...factsOf(asked, `Google gave a token for ${account}.`),
        facts: { account, ...(keyId !== undefined && { keyId }) },
      }
    const error = textOf(body, 'error')
    const description = textOf(body, 'error_description') ?? ''
    if (
      statusOf(asked) === 400 &&
      error === 'invalid_grant' &&
      /^Invalid JWT Signature\.?$/.test(description)
    )
      return {
        verdict: 'dead',
        ...factsOf(asked, 'Google takes no signature of this key (invalid_grant).'),
      }
    return unverifiableBy(asked, adviceOf(description))
  }
  return {
    name: 'token',
    kind: 'probe',
    describe: (subject) => {
      const { pem, account } = readServiceAccountKey(subject)
      return {
        calls: [{ method: 'POST', host: tokenUrl.host, path: tokenUrl.pathname }],
        summary: 'asks for an access token that can only tell the account’s address, and drops it',
        ...readsOnly,
        actsAs: 'the leaked key itself',
        permissions: [],
        sideEffects: ['Counts as a use of the key in its last authentication.'],
        missing: [
          ...(pem === undefined
            ? ['the private key: give the JSON key file on standard input']
            : []),
          ...(account === undefined ? ['the e-mail address of the service account'] : []),
        ],
        reference,
      }
    },
    run: async (context) => await ask_(context, readServiceAccountKey(context.subject).pem ?? ''),
    control: async (context) => await ask_(context, await unknownKey()),
  }
}

let made: Promise<string> | undefined

/** A private key that nobody has a certificate of. */
function unknownKey(): Promise<string> {
  made ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 }).then(({ privateKey }) =>
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  return made
}

/** @returns `undefined` for a key that is none; the library's message may quote it */
async function sign(options: {
  readonly pem: string
  readonly account: string
  readonly keyId: string | undefined
  readonly nowMs: number
}): Promise<string | undefined> {
  const { importPKCS8, SignJWT } = await import('jose')
  const at = Math.floor(options.nowMs / 1000)
  const kid = options.keyId === undefined ? {} : { kid: options.keyId }
  try {
    const key = await importPKCS8(options.pem, 'RS256')
    return await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...kid })
      .setIssuer(options.account)
      .setAudience(tokenUrl.href)
      .setIssuedAt(at)
      .setExpirationTime(at + 600)
      .sign(key)
  } catch {
    return undefined
  }
}

function adviceOf(description: string): string | undefined {
  if (/reasonable timeframe/.test(description))
    return 'Google does not take the time of this machine: set its clock.'
  if (/account not found/.test(description)) return 'Google knows no such service account.'
  if (/disabled/i.test(description)) return 'The service account as a whole is disabled.'
  return undefined
}
