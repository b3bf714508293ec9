/** A file of suppressions, safe to commit. */
export interface SuppressionFile {
  /** 16 bytes, made once per file. */
  readonly salt: Uint8Array
  /** In the file's order. */
  readonly entries: readonly SuppressionEntry[]
}

/** The decision of an owner that one secret may stay, for one rule, up to a day. */
export interface SuppressionEntry {
  /** What `hashSecret` makes of the value. */
  readonly secret: string
  readonly rule: string
  /** Glob; everywhere when undefined. */
  readonly path: string | undefined
  /** Team or mail address. */
  readonly owner: string
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string
  /** `file:line` of the entry. */
  readonly where: string
}

/** For a repository without a file of suppressions. */
export const noSuppressions: SuppressionFile = { salt: new Uint8Array(16), entries: [] }

export const suppressionDaysDefault = 90

/** @param today `YYYY-MM-DD` @returns the day `days` later in the same form */
export function addDays(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** @param today `YYYY-MM-DD`, the caller's */
export function isExpired(entry: { readonly expires: string }, today: string): boolean {
  return entry.expires < today
}

/** Whether the text is a day of the calendar as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text
  )
}
