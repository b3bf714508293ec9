/** An inventory that lies elsewhere and can only be read. */
export interface RemoteText {
  /** For people; without credentials. */
  readonly name: string
  /** Where it is changed instead, in a sentence. */
  readonly howToChange: string
  /** @throws StanchError when it cannot be had or is not what it should be */
  readonly read: (signal: AbortSignal) => Promise<string>
}
