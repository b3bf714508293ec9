/** A request that came to a simulator of GitHub, and what it was answered. */
export interface Exchange {
  readonly method: string
  /** Below the interface, with its query; of GraphQL `/graphql`. Repositories stand in it by their names. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** As it came; empty when there is none. */
  readonly body: string
  readonly status: number
  readonly answer: unknown
}
