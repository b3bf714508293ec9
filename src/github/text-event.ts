import type { GithubOrigin } from '../engine/document.ts'

/** What a reader of a forge's texts tells, in order. */
export type TextEvent =
  | { readonly kind: 'text'; readonly origin: GithubOrigin; readonly bytes: Uint8Array }
  /** By policy: over a limit, of a kind that was not asked for. */
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string }
  /** Could not be read, or not all of it: the scan is incomplete. */
  | { readonly kind: 'problem'; readonly path: string; readonly reason: string }
