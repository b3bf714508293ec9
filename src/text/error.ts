/**
 * The one error class of Stanch. The message says what was expected, what was found, where, and what to
 * do next; it never holds secret text. `code` is stable and may be matched by programs.
 */
export class StanchError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StanchError'
    this.code = code
  }
}

/** The reason of any thrown value in one line, for a problem event or a log field. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
