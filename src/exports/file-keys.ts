/** Names of these hold no text that anything is found in. */
const media =
  /\.(?:png|jpe?g|gif|webp|hei[cf]|avif|bmp|ico|mp4|m4v|mov|avi|mkv|webm|3gp|mp3|m4a|aac|og[ga]|opus|wav|flac|amr|tgs)$/i

/** Shorter parts of a name are no ids. */
const idLengthMin = 8
/** So many signs in a name are looked at from each end: a UUID has four. */
const signsMax = 6

/** So many archives may lie in one another. */
const archivesMax = 16

export function isMedia(path: string): boolean {
  return media.test(path)
}

/**
 * A path as it is compared: however its letters are composed or encoded, and its folders parted; with `_` for what names on
 * Windows cannot have.
 */
export function comparedPath(path: string): string {
  return decoded(path.replaceAll('\\', '/'))
    .normalize('NFC')
    .replaceAll(/[?*"<>|]/g, '_')
}

function decoded(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * What in the name of a file may be its id, or in that of its folder: all of a name but its ending, and what stands before
 * or behind the signs in it.
 *
 * @param path as compared
 */
export function idsOf(path: string): string[] {
  const at = lastSign(path, path.length)
  const name = path.slice(at + 1)
  const stem = name.replace(/(?<=[^.])(?:\.\w{1,10}){1,3}$/, '')
  const ids = new Set([stem, name, path.slice(lastSign(path, at) + 1, Math.max(at, 0))])
  const signs = Array.from(stem.matchAll(/[-_. @]/g), ({ index }) => index)
  for (const sign of signs.slice(0, signsMax)) ids.add(stem.slice(0, sign))
  for (const sign of signs.slice(-signsMax)) ids.add(stem.slice(sign + 1))
  return [...ids].filter((id) => id.length >= idLengthMin && (id === stem || isNoWord(id)))
}

/** Where before an offset a name begins. */
function lastSign(path: string, before: number): number {
  if (before <= 0) return -1
  return Math.max(path.lastIndexOf('/', before - 1), path.lastIndexOf('!', before - 1))
}

/** Ids of machines have digits, or capitals within. */
function isNoWord(text: string): boolean {
  return /\d|[a-z][A-Z]/.test(text)
}

/** `deploy.env` of `deploy-1-24-2025 at 10-15-00 AM.env`: Element puts a time into the names of files. */
export function undatedName(name: string): string {
  return name.replace(/-\d{1,4}[-.]\s?\d{1,2}[-.]\s?\d{1,4}\b[^/]*?(?=(?:\.\w{1,10})?$)/, '')
}

/**
 * Where a path leads to.
 *
 * @param folder as compared, ends with `/`, `!` or is empty
 * @param path relative, as compared
 * @returns undefined for one that leads out of the archive, or out of what is scanned
 */
export function pathIn(folder: string, path: string): string | undefined {
  const inner = folder.lastIndexOf('!') + 1
  const parts = folder
    .slice(inner)
    .split('/')
    .filter((part) => part !== '')
  const root = folder[inner] === '/' ? '/' : ''
  for (const part of path.split('/')) {
    if (part === '..') {
      if ((parts.pop() ?? '..') === '..') return undefined
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return folder.slice(0, inner) + root + parts.join('/')
}

/** `a.zip` and `a.zip!b.tar` of `a.zip!b.tar!c`: the archives that a file is in, the innermost of not too many first. */
export function archivesOf(path: string): string[] {
  const archives: string[] = []
  for (let at = path.indexOf('!'); at > 0; at = path.indexOf('!', at + 1)) {
    archives.unshift(path.slice(0, at))
    if (archives.length === archivesMax) break
  }
  return archives
}
