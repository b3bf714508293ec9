import type { BsonScanner } from '../text/bson-scanner.ts'
import type { JsonScanner } from '../text/json-scanner.ts'
import type { ExportListener } from './export-reader.ts'
import type { FileReference } from './layout.ts'
import type { OpenScope } from './open-scope.ts'

/** A longer string is no path or id, but may hold one. */
const nameBytesMax = 1024

/** @param scanner at a value, or a piece of one */
export function tellNamedFile(
  { file }: { readonly file: FileReference },
  scanner: JsonScanner | BsonScanner,
  scope: OpenScope,
  listener: ExportListener,
): void {
  const isLong = scanner.end - scanner.start > nameBytesMax
  if (file.pattern || !isLong) listener.onFileNamed?.(file, scanner.text(), scope)
}
