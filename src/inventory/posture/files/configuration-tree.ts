import { parse as parseToml } from 'smol-toml'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { withoutComments } from '../../../exports/json-comments.ts'
import type { Leaf } from './leaf.ts'

/** A YAML, JSON (comments may stand in it) or TOML file with the places of its texts. */
export interface ConfigurationTree {
  /** In the file's order; what stands behind an alias only where its anchor is. */
  readonly leaves: readonly Leaf[]
  /** As plain data, aliases and `<<` merged in. */
  readonly root: unknown
}

/**
 * @param text one character per byte, so that offsets are bytes
 * @returns what is wrong with it, in a few words and without any of it, when it cannot be read
 */
export function readConfigurationTree(path: string, text: string): ConfigurationTree | string {
  const plain = text.startsWith('\xef\xbb\xbf') ? `   ${text.slice(3)}` : text
  if (/\.toml$/i.test(path)) return readToml(plain)
  return readYaml(/\.jsonc?$/i.test(path) ? withoutComments(plain) : plain)
}

function readYaml(text: string): ConfigurationTree | string {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
  })
  const [error] = document.errors
  if (error) return `is not YAML or JSON at line ${lines.linePos(error.pos[0]).line}`
  const leaves: Leaf[] = []
  const visit = (node: unknown, path: readonly (string | number)[], key: string): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        const name = isScalar(pair.key) ? String(pair.key.value) : ''
        visit(pair.value, [...path, name], name)
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, at) => visit(item, [...path, at], key))
    } else if (isScalar(node) && typeof node.value === 'string') {
      const [start = 0, end = start] = node.range ?? []
      leaves.push({ path, key, value: node.value, line: lines.linePos(start).line, start, end })
    } else if (isAlias(node)) return
  }
  visit(document.contents, [], '')
  try {
    return { leaves, root: document.toJS() as unknown }
  } catch {
    return 'has aliases that cannot be followed'
  }
}

/** The parser tells no places: a key is looked for from where the one before it was found. */
function readToml(text: string): ConfigurationTree | string {
  let root: unknown
  try {
    root = parseToml(text)
  } catch {
    return 'is not TOML'
  }
  const leaves: Leaf[] = []
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  const visit = (node: unknown, path: readonly (string | number)[], key: string): void => {
    if (typeof node === 'string') {
      const at = starts.findIndex((start) => isOnLine(text, start, key, node))
      const start = starts[Math.max(0, at)]!
      const end = text.indexOf('\n', start)
      leaves.push({
        path,
        key,
        value: node,
        line: Math.max(0, at) + 1,
        start,
        end: end < 0 ? text.length : end,
      })
    } else if (Array.isArray(node)) node.forEach((item, at) => visit(item, [...path, at], key))
    else if (typeof node === 'object' && node !== null) {
      for (const [name, value] of Object.entries(node)) visit(value, [...path, name], name)
    }
  }
  visit(root, [], '')
  return { leaves, root }
}

/** Whether a line holds both, or the value alone, as lists over several lines have it. */
function isOnLine(text: string, start: number, key: string, value: string): boolean {
  const end = text.indexOf('\n', start)
  const line = text.slice(start, end < 0 ? text.length : end)
  return line.includes(value) && (line.includes(key) || /^\s*["']/.test(line))
}
