/** JSON values, one a line. */
export class JsonLines {
  readonly values: readonly unknown[]

  constructor(values: readonly unknown[]) {
    this.values = values
  }
}

/** Files of an export by their paths: JSON values, {@link JsonLines}, or text. */
export type ExportFiles = Readonly<Record<string, unknown>>

/** @param print a JSON value; line feeds in it stand between its tokens only */
export function written(value: unknown, print: (value: unknown) => string): string {
  if (typeof value === 'string') return value
  // White space inside of a line would make it many.
  if (value instanceof JsonLines) {
    return value.values.map((line) => print(line).replaceAll(/\n */g, '') + '\n').join('')
  }
  return print(value)
}

/** A line of JSON each, or the whole. */
export function documentsOf(value: unknown, text: string): string[] {
  return value instanceof JsonLines ? text.split('\n').slice(0, -1) : [text]
}
