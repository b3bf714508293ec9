import { latin1Of } from '../text/bytes.ts'
import { readBuilt } from './read-built.ts'

/** What is looked at of a file that begins as JSON. */
const headBytesMax = 1 << 14

/** A key and what stands behind it. */
const key = /"([^"\\]{1,80})"\s*:/g

/** Files that say who the ids of an export are; the last part of a path. */
const namesFiles =
  /^(?:(?:org_)?users|channels|groups|dms|mpims|integration_logs|realm|group_info|user_info|channel|user|usersList|teamsList|canvases|lists|huddle_transcripts|file_conversations|(?:meetings|channels|teamMembers|teamInstalledApps)_.*)\.json$/

/** Of a package of Discord. */
const namesTable = /(?:^|[/!])messages\/index\.json$/i

/** Chats that are no JSON. */
const chats = /chat[^/!]*\.txt$|\d{15,20}\/messages\.csv$|(?:^|[/!])messages\d*\.html$/i

/**
 * Whether it is worth asking what a file is an export of, which takes long: it says yes too often, and never for what
 * does not begin as JSON, but for names of chats.
 */
export function mayBeExport(head: Uint8Array, path: string): boolean {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0
  while (at < headBytesMax && isSpace(head[at])) at++
  if (head[at] !== 0x7b && head[at] !== 0x5b) return isNamedAsChat(path)
  if (namesTable.test(path)) return true
  if (namesFiles.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)))
    return true
  return holdsSigns(latin1Of(head, at, Math.min(head.length, headBytesMax))) || isNamedAsChat(path)
}

/** Whether all keys stand in a text by which some layout knows its files. */
function holdsSigns(text: string): boolean {
  const { sizes, listsOf } = (signs ??= readSigns())
  const left = Uint8Array.from(sizes)
  const seen = new Set<string>()
  for (const [, name] of text.matchAll(key)) {
    if (seen.has(name!)) continue
    seen.add(name!)
    for (const list of listsOf.get(name!) ?? []) if (--left[list]! === 0) return true
  }
  return false
}

interface Signs {
  /** Keys of each list. */
  readonly sizes: readonly number[]
  /** The lists that a key is in. */
  readonly listsOf: ReadonlyMap<string, readonly number[]>
}

let signs: Signs | undefined

/** Made by `exports/sign-keys.ts` when Stanch was built: the formats themselves take long to load. */
function readSigns(): Signs {
  const lists = JSON.parse(readBuilt('export-signs.json').toString()) as readonly string[][]
  const listsOf = new Map<string, number[]>()
  lists.forEach((names, list) => {
    for (const name of names) listsOf.set(name, [...(listsOf.get(name) ?? []), list])
  })
  return { sizes: lists.map(({ length }) => length), listsOf }
}

function isNamedAsChat(path: string): boolean {
  return /\.(?:txt|csv|html)$/.test(path) && chats.test(path)
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
