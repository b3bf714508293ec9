import type { Span } from '../text/span.ts'
import { criLineAt } from './cri-line.ts'
import type { Fragment } from './fragment.ts'
import { findDelta, isOfDelta } from './delta.ts'
import { readLeaves, type Leaf } from './json-leaves.ts'
import { pieceBytes } from './line-ends.ts'

/** How far from the record's start its JSON is looked for: behind `data: `, a time, a direction. */
const prefixBytesMax = 256

/**
 * Reads a record of JSON, with or without something before it, as a part: a partial line as Docker, Fluent Bit, Fluentd,
 * Vector and journald write it, or a delta of a model's answer.
 *
 * @param text one character per byte
 */
export function jsonFragmentOf(text: string): Fragment | undefined {
  const at = text.startsWith('{') ? 0 : text.slice(0, prefixBytesMax).search(/\{\s*"/)
  if (at < 0) return undefined
  const leaves = readLeaves(text, at, (key) => isOfLine(key) || isOfDelta(key))
  return leaves.length === 0 ? undefined : (partialLineOf(text, leaves) ?? findDelta(leaves))
}

/** Where the writers of partial lines put the line. */
const lineKeys: ReadonlySet<string> = new Set(['log', 'message', 'msg', 'MESSAGE'])
/** What says whose line it is, besides its stream. */
const sourceKeys: ReadonlySet<string> = new Set([
  'stream', 'source', 'container_id', 'container_name', 'pod_name', 'pod_id', 'docker_id', 'namespace_name',
  'partial_id', 'CONTAINER_ID_FULL', 'CONTAINER_PARTIAL_ID', 'file', 'filename', 'path', 'host',
]) // prettier-ignore

/** What says whether more follows. */
const partKeys: ReadonlySet<string> = new Set([
  'logtag', 'partial_message', 'partial_last', '_partial', 'CONTAINER_PARTIAL_MESSAGE', 'CONTAINER_PARTIAL_LAST',
]) // prettier-ignore

function isOfLine(key: string): boolean {
  return lineKeys.has(key) || sourceKeys.has(key) || partKeys.has(key)
}

function partialLineOf(text: string, leaves: readonly Leaf[]): Fragment | undefined {
  const line = outermost(leaves.filter(({ key, isString }) => isString && lineKeys.has(key)))
  if (!line) return undefined
  const siblings = leaves.filter((leaf) => line.path.startsWith(leaf.parent))
  const lineEnd = lineEndOf(text, line.span)
  const part = partOf(text, line, siblings, lineEnd > 0)
  if (!part) return undefined
  const sources = leaves.filter(({ key }) => sourceKeys.has(key)).map(({ value }) => value)
  const stream = ['line', ...sources].join(' ')
  const inner = criLineAt(text, line.span)
  return inner && part === 'last'
    ? { ...inner, stream: `${stream} ${inner.stream}`, encoding: 'json' }
    : { stream, span: line.span, encoding: 'json', part, lineEnd }
}

function outermost(lines: readonly Leaf[]): Leaf | undefined {
  return lines.toSorted((left, right) => left.depth - right.depth)[0]
}

function partOf(
  text: string,
  { key, span }: Leaf,
  siblings: readonly Leaf[],
  endsLine: boolean,
): 'more' | 'unended' | 'last' | undefined {
  const valueOf = (name: string) => siblings.find((leaf) => leaf.key === name)?.value
  const tag = valueOf('logtag')
  if (tag !== undefined) return tag.startsWith('P') ? 'more' : 'last'
  if (valueOf('partial_message') === 'true')
    return valueOf('partial_last') === 'true' ? 'last' : 'more'
  if (valueOf('_partial') === 'true') return 'more'
  if (valueOf('CONTAINER_PARTIAL_MESSAGE') === 'true')
    return valueOf('CONTAINER_PARTIAL_LAST') === 'true' ? 'last' : 'more'
  if (criLineAt(text, span)) return 'last'
  const stream = valueOf('stream')
  if (key !== 'log' || (stream !== 'stdout' && stream !== 'stderr')) return undefined
  if (endsLine) return 'last'
  return span.end - span.start < pieceBytes ? 'unended' : 'more'
}

/** Bytes of the line feed that a JSON string ends in: `\n` whose backslash is not escaped itself. */
function lineEndOf(text: string, { start, end }: Span): number {
  const tail = text.slice(Math.max(start, end - 6), end)
  const escape = /\\u000a$/i.exec(tail) ?? /\\n$/.exec(tail)
  if (!escape) return 0
  let backslashes = 0
  for (let at = end - escape[0].length; at >= start && text[at] === '\\'; at--) backslashes++
  return backslashes % 2 === 1 ? escape[0].length : 0
}
