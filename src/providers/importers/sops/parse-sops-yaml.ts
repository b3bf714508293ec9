import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Scalar,
} from 'yaml'
import { StanchError } from '../../../text/error.ts'
import { plainDecimal, sopsLeavesMax, type SopsFile } from './sops-file.ts'
import type { SopsLeaf } from './sops-leaf.ts'

/** @throws StanchError `SOPS_FILE_INVALID` with the line, never what stands there */
export function parseSopsYaml(text: string): SopsFile {
  const documents = parseAllDocuments(text, { intAsBigInt: true, prettyErrors: true })
  if (!Array.isArray(documents)) return { leaves: [], metadata: undefined }
  const leaves: SopsLeaf[] = []
  for (const [index, document] of documents.entries()) {
    const [error] = document.errors
    if (error !== undefined) throw invalid(`line ${error.linePos?.[0].line ?? 1} is no YAML`)
    if (!isMap(document.contents)) {
      if (isScalar(document.contents) && document.contents.value === null) continue
      if (document.contents === null) continue
      throw invalid('expected a mapping')
    }
    for (const { key, value } of document.contents.items) {
      const name = keyOf(key)
      if (name !== 'sops') walk(value, [name], { document, index, leaves })
    }
  }
  return { leaves, metadata: metadataOf(documents[0]) }
}

interface Walk {
  readonly document: Document
  readonly index: number
  readonly leaves: SopsLeaf[]
}

function walk(node: unknown, path: readonly (string | number)[], at: Walk): void {
  if (isAlias(node)) return walk(node.resolve(at.document), path, at)
  if (isMap(node)) {
    for (const { key, value } of node.items) walk(value, [...path, keyOf(key)], at)
  } else if (isSeq(node)) {
    for (const [place, item] of node.items.entries()) walk(item, [...path, place], at)
  } else if (isScalar(node)) {
    const text = textOf(node)
    if (text === undefined) return
    if (at.leaves.length >= sopsLeavesMax) throw invalid(`expected at most ${sopsLeavesMax} values`)
    at.leaves.push({ path, document: at.index, text, isText: typeof node.value === 'string' })
  }
}

function keyOf(key: unknown): string {
  if (isScalar(key) && typeof key.value === 'string') return key.value
  throw invalid('expected keys that are texts')
}

/** As https://github.com/getsops/sops/blob/main/sops.go counts it (`ToBytes`); nothing is no value. */
function textOf({ value, type, tag }: Scalar): string | undefined {
  if (typeof value === 'string')
    return type === 'PLAIN' && tag === undefined ? (timeOf(value) ?? value) : value
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return plainDecimal(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return undefined
}

/** YAML 1.1 knows times, and so does SOPS: https://yaml.org/type/timestamp.html */
function timeOf(text: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`
  const [, day, time, fraction = '', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (day === undefined) return undefined
  return `${day}T${time}${fraction.replace(/\.?0+$/, '')}${zone}`
}

function metadataOf(document: Document | undefined): unknown {
  try {
    return (document?.toJS({ maxAliasCount: 10 }) as { readonly sops?: unknown } | null)?.sops
  } catch {
    throw invalid('too many aliases')
  }
}

function invalid(what: string): StanchError {
  return new StanchError('SOPS_FILE_INVALID', what)
}
