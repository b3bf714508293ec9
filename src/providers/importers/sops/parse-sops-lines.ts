import { StanchError } from '../../../text/error.ts'
import type { SopsFile } from './sops-file.ts'
import type { SopsLeaf } from './sops-leaf.ts'

const prefix = 'sops_'

/** `KEY=value`, a line each; a line feed in a value is `\n`. @throws StanchError `SOPS_FILE_INVALID` */
export function parseSopsDotenv(text: string): SopsFile {
  const leaves: SopsLeaf[] = []
  const flat = new Map<string, string>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    const [key, value] = pairOf(line, index)
    if (key.startsWith(prefix)) flat.set(key.slice(prefix.length), withLineFeeds(value))
    else leaves.push({ path: [key], document: 0, text: withLineFeeds(value), isText: true })
  }
  return { leaves, metadata: nested(flat) }
}

/** Sections of `key = value`; keys before the first one belong to `DEFAULT`. @throws StanchError `SOPS_FILE_INVALID` */
export function parseSopsIni(text: string): SopsFile {
  const leaves: SopsLeaf[] = []
  const flat = new Map<string, string>()
  let section = 'DEFAULT'
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.trim()
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue
    const [, name] = /^\[(.*)\]$/.exec(line) ?? []
    if (name !== undefined) {
      section = name.trim()
      continue
    }
    const [key, value] = pairOf(line, index)
    const bare = withoutQuotes(value.trim())
    if (section === 'sops') flat.set(key.trim(), withLineFeeds(bare))
    else leaves.push({ path: [section, key.trim()], document: 0, text: bare, isText: true })
  }
  return { leaves, metadata: nested(flat) }
}

function pairOf(line: string, index: number): [key: string, value: string] {
  const at = line.indexOf('=')
  if (at < 0) throw new StanchError('SOPS_FILE_INVALID', `line ${index + 1}: expected key=value`)
  return [line.slice(0, at), line.slice(at + 1)]
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\\n', '\n')
}

function withoutQuotes(text: string): string {
  const [, inner] =
    /^(?:"""(.*)"""|`(.*)`|"(.*)"|'(.*)')$/s.exec(text)?.filter((one) => one !== undefined) ?? []
  return inner ?? text
}

/** `age__list_0__map_enc` is `age[0].enc`: https://github.com/getsops/sops/blob/main/stores/flatten.go */
function nested(flat: ReadonlyMap<string, string>): unknown {
  if (flat.size === 0) return undefined
  const root: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of flat) {
    const steps = name.split(/__(?:map|list)_/)
    let node = root
    for (const step of steps.slice(0, -1)) {
      const next = node[step]
      node =
        typeof next === 'object' && next !== null
          ? (next as Record<string, unknown>)
          : ((node[step] = Object.create(null)) as Record<string, unknown>)
    }
    node[steps.at(-1)!] = value
  }
  return root
}
