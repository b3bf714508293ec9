import {
  buildOutputOptions,
  type OutputOptions,
  type TypedOutputOptions,
} from './output-options.ts'

/** `stanch report merge` as built; typed are only the options of the output. */
export interface MergeOptions extends OutputOptions {
  /** Results of the shards, in any order. */
  readonly files: readonly string[]
}

/** @throws StanchError `USAGE` */
export function buildMergeOptions(
  files: readonly string[],
  typed: TypedOutputOptions,
): MergeOptions {
  return { files, ...buildOutputOptions(typed) }
}
