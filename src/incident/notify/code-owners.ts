/** A line of a CODEOWNERS file that names owners, or says that nobody owns what it fits. */
export interface OwnerRule {
  /** From 1. */
  readonly line: number
  readonly pattern: string
  readonly owners: readonly string[]
  readonly fits: (path: string) => boolean
}

/**
 * Rules of a CODEOWNERS file, in its order; the last one that fits a path counts. Lines that GitHub would not take (`!`,
 * `[`) are passed by.
 *
 * Format: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function parseCodeOwners(text: string): OwnerRule[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    const words = wordsOf(line)
    const [pattern, ...owners] = words
    if (pattern === undefined || /^[!^[]/.test(pattern) || pattern.includes('[')) return []
    const expression = expressionOf(pattern)
    return [{ line: at + 1, pattern, owners, fits: (path: string) => expression.test(path) }]
  })
}

/**
 * @param path from the repository's root, without a leading `/`
 * @returns `undefined` when no rule fits; a rule without owners says that nobody is
 */
export function ownersOf(rules: readonly OwnerRule[], path: string): OwnerRule | undefined {
  return rules.findLast(({ fits }) => fits(path))
}

/** Split at blanks that no backslash is before; a `#` begins a comment. */
function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const [word] of line.matchAll(/(?:\\.|[^\s\\])+/g)) {
    if (word.startsWith('#')) break
    words.push(word)
  }
  return words
}

/**
 * As in .gitignore, with two differences: what ends in `/*` fits only what lies right there, and case always counts.
 * Without a slash but at the end a pattern fits at any depth; what names a directory fits all below it.
 */
function expressionOf(pattern: string): RegExp {
  const isDirectory = pattern.endsWith('/')
  const body = pattern.replace(/^\/+|\/+$/g, '')
  const isAnchored = pattern.startsWith('/') || body.includes('/')
  const source = piecesOf(body)
  const start = isAnchored ? '^' : '^(?:.*/)?'
  const isOneLevel = /(?:^|\/)\*$/.test(body) && isAnchored
  const end = isDirectory ? '/.+' : isOneLevel ? '' : '(?:/.+)?'
  return new RegExp(`${start}${source}${end}$`, 's')
}

function piecesOf(body: string): string {
  const parts = body.split('/')
  return parts
    .map((part, at) => {
      if (part === '**') return at === parts.length - 1 ? '.+' : '(?:[^/]+/)*'
      const piece = part.replaceAll(/\\(.)|\*+|\?|[.+^${}()|]/gs, (found, escaped?: string) => {
        if (escaped !== undefined) return quoted(escaped)
        if (found.startsWith('*')) return '[^/]*'
        return found === '?' ? '[^/]' : `\\${found}`
      })
      return at === parts.length - 1 ? piece : `${piece}/`
    })
    .join('')
}

function quoted(sign: string): string {
  return sign.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
