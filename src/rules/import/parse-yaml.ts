import { LineCounter, parseDocument } from 'yaml'
import { invalid } from './read-fields.ts'
import type { SourceFile } from './foreign-rule.ts'

export interface YamlSource {
  readonly value: unknown
  /** `file:line` of an item. */
  readonly whereIs: (path: readonly (string | number)[]) => string
}

/** @throws StanchError `IMPORT_INVALID` with file and line */
export function parseYaml({ path, text }: SourceFile): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    throw invalid(`${path}:${line}:${col}`, error.message.split('\n')[0]!)
  }
  const whereIs = (key: readonly (string | number)[]) => {
    const node: unknown = document.getIn(key, true)
    const range = (node as { range?: readonly number[] | null } | null | undefined)?.range
    return `${path}:${range ? lines.linePos(range[0]!).line : 1}`
  }
  try {
    return { value: document.toJS(), whereIs }
  } catch (cause) {
    throw invalid(`${path}:1`, cause instanceof Error ? cause.message : String(cause))
  }
}
