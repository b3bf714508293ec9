/** A value of a text file, with where it stands; `fault` and `note` never hold it. */
export type NamedValue = { readonly name: string; readonly line: number } & (
  | { readonly kind: 'value'; readonly value: Uint8Array }
  | { readonly kind: 'skipped'; readonly reason: string }
)

/** What is not understood, and where. */
export interface ValueFault {
  readonly kind: 'fault'
  readonly line: number
  readonly reason: string
}
