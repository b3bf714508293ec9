import type { Attribution } from './attribution.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import type { FileContext } from './layout.ts'

/** A kind of file that is no JSON. */
export interface TextLayout {
  /** Name of the format, as findings have it. */
  readonly format: string
  /** What this kind of file holds, shown to people. */
  readonly holds: string
  /** Known by its name alone, so that a bracket and a quote can come first. */
  readonly mayBeginAsJson?: boolean
  /**
   * @param head of the file
   * @param path as reached; undefined when somebody has said that the file is of this format
   * @returns undefined when the file is none of this kind
   */
  readonly open: (
    head: Uint8Array,
    path: string | undefined,
  ) => ((listener: ExportListener) => ExportReader) | undefined
  /** What records do not say by themselves. */
  readonly finish: (attribution: Attribution, file: FileContext) => Attribution
}
