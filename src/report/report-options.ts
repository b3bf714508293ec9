/** What every format may need besides the result. All present: defaults are the caller's. */
export interface ReportOptions {
  /** ANSI colours; text only. */
  readonly color: boolean
  /** OSC 8 links; text only. */
  readonly hyperlinks: boolean
  /** Columns to wrap prose at; places and addresses are never broken. Text only. */
  readonly width: number
  /** Lists every place and problem instead of the first few. Text only. */
  readonly allPlaces: boolean
  /** Tells of each run, or channel, what it got to know and how; text, json and jsonl only. */
  readonly byRun?: boolean
  readonly toolVersion: string
  /** UTC, as `Date#toISOString` writes it. */
  readonly startedAt: string
  /** Likewise. Read in `onEnd` only, so it may be a getter. */
  readonly endedAt: string
  /**
   * Where a rule's provider documents the secret; undefined for a rule that nobody knows any more.
   */
  readonly referenceOf: (ruleId: string) => string | undefined
  /**
   * `file:` address of the working directory, ending in `/`; without it only absolute paths become
   * links.
   */
  readonly rootUrl?: string
}
