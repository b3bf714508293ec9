import { parse, TomlError } from 'smol-toml'
import type { SourceFile } from './foreign-rule.ts'
import { invalid } from './read-fields.ts'

/** @throws StanchError `IMPORT_INVALID` with file, line and column */
export function parseToml({ path, text }: SourceFile): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [reason] = error.message.split('\n')
    throw invalid(`${path}:${error.line}:${error.column}`, reason!)
  }
}

/** 1-based lines that match. */
export function linesOf(text: string, pattern: RegExp): number[] {
  return text.split('\n').flatMap((line, at) => (pattern.test(line) ? [at + 1] : []))
}
