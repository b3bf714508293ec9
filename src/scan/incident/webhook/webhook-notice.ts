import type { Status } from '../../../engine/finding.ts'
import type { LeakPlace } from '../../../incident/exposure.ts'

export const webhookKinds = ['github', 'gitguardian', 'generic'] as const
export type WebhookKind = (typeof webhookKinds)[number]

/** What somebody else’s scanner says. All texts are outside text, at most {@link textLengthMax} characters. */
export interface WebhookNotice {
  readonly kind: WebhookKind
  /** Its own name of the alert, the same in all notices of it: `github acme/shop#12`; `undefined`: it gives none. */
  readonly alert: string | undefined
  /** For people: `GitHub alert acme/shop#12`. */
  readonly source: string
  /** False: it tells that something came to an end, and opens nothing. */
  readonly opens: boolean
  /** What happened, in the sender's words. */
  readonly action: string
  readonly rule: string
  readonly name: string
  readonly provider: string
  readonly status: Status
  /** UTF-8; only some senders tell it. */
  readonly value?: Uint8Array
  readonly keyId?: string
  readonly place?: LeakPlace
  readonly detectedAt?: string
  readonly publicSince?: string
}

export const textLengthMax = 200
