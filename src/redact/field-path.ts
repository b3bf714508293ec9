import { FieldPaths } from './field-paths.ts'

/**
 * Where in a record a byte stands, as {@link FieldPaths} tells it. For one place; for many it reads the text each time.
 *
 * @param text one character per byte
 */
export function fieldPathAt(text: string, offset: number): string {
  return new FieldPaths(text).at(offset)
}
