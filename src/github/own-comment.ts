/** A comment that was written in an earlier run, by the author that the token is of. */
export interface OwnComment {
  readonly id: string
  readonly kind: 'review-comment' | 'comment'
  readonly url: string
  readonly body: string
  /** ISO 8601. */
  readonly time: string
  /** That it begins; a comment on the whole has none. */
  readonly thread: { readonly id: string; readonly isResolved: boolean } | undefined
}

/**
 * @returns the whole marker, by which a comment is found again; `undefined` where the body does not begin with one: further down it
 * may be a text that another workflow of the same author repeats
 */
export function markerIn(body: string): string | undefined {
  return /^<!-- stanch:[^\n>]{1,500}? -->/.exec(body)?.[0]
}
