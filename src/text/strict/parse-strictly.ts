import * as v from 'valibot'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { reasonOf, StanchError } from '../error.ts'
import { keyFaultsOf, nameOfKey } from './key-faults.ts'
import type { KeyPath } from './shape-faults.ts'

/** A file that fits its schema. */
export interface StrictlyParsed<T> {
  readonly output: T
  /** With comments and order, for whoever writes the file again. */
  readonly document: Document
  /** `file:line` of a key or of a list's item. */
  readonly whereIs: (path: KeyPath) => string
}

/**
 * Parses a YAML file that people write. Faults name the key and what was expected there, never the value:
 * somebody may have pasted a secret.
 *
 * @param options `code` is the error's; `empty` stands for a file without content, when that is allowed; `prepare` writes
 *   out what a file may say in short
 * @throws StanchError with every fault as `file:line: key: expected …`, one a line, in the file's order
 */
export function parseStrictly<Schema extends v.GenericSchema>(
  schema: Schema,
  yaml: string,
  options: {
    readonly file: string
    readonly code: string
    readonly empty?: unknown
    readonly prepare?: (value: unknown) => unknown
  },
): StrictlyParsed<v.InferOutput<Schema>> {
  const { file, code } = options
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw new StanchError(
      code,
      document.errors
        .map((error) => `${file}:${lineAt(lines, error.pos[0])}: ${withoutSource(error.message)}`)
        .join('\n'),
    )
  }
  const plain = plainValueOf(document, options)
  const value = options.prepare ? options.prepare(plain) : plain
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true })
  const faults = keyFaultsOf(schema, value, parsed.issues ?? [])
  const lineIs = (path: KeyPath) => lineAt(lines, offsetOf(document, path))
  if (!parsed.success || faults.length > 0) {
    const located = faults.map((fault) => ({ ...fault, line: lineIs(fault.path) }))
    located.sort((a, b) => a.line - b.line)
    throw new StanchError(
      code,
      located
        .map(({ line, path, what }) => `${file}:${line}: ${nameOfKey(path)}${what}`)
        .join('\n'),
    )
  }
  return { output: parsed.output, document, whereIs: (path) => `${file}:${lineIs(path)}` }
}

function plainValueOf(
  document: Document,
  { file, code, empty }: { readonly file: string; readonly code: string; readonly empty?: unknown },
): unknown {
  try {
    return document.toJS() ?? empty ?? null
  } catch (error) {
    // An alias without anchor, or so many of them that the value would fill the memory.
    throw new StanchError(code, `${file}:1: ${withoutSource(reasonOf(error))}`, { cause: error })
  }
}

/** Where the key or item at `path` starts, or as much of the path as exists. */
function offsetOf(document: Document, path: KeyPath): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isSeq(node)) {
      node = node.items[step as number]
      offset = startOf(node) ?? offset
      continue
    }
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined
    if (pair === undefined) return offset
    offset = startOf(pair.key) ?? offset
    node = pair.value
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0]
}

function lineAt(lines: LineCounter, offset: number): number {
  return Math.max(1, lines.linePos(offset).line)
}

/** The parser's message in one line, without the piece of the file that it quotes. */
function withoutSource(message: string): string {
  return message.split('\n')[0]!.replace(/: .*$/, '')
}
