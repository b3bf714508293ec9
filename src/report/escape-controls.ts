/** Control, format (direction marks, zero width) and line-separator characters, lone surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Nearly all texts are: they need no look at each character's kind. */
const plain = /^[ -~]*$/

const shortEscapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/**
 * Makes outside text fit for one line of a terminal or a build log: a hostile file name can neither
 * write escape sequences, nor turn the line round, nor start a new one.
 */
export function escapeControls(text: string): string {
  if (plain.test(text)) return text
  return text.replace(invisible, (char) => shortEscapes[char] ?? escapeOf(char))
}

/**
 * As {@link escapeControls}, and what GitHub's runner takes for a command in a log line is broken
 * up.
 */
export function escapeForLog(text: string): string {
  return escapeControls(text)
    .replace(/^(\s*):(?=:)/, '$1\\x3a')
    .replaceAll('##[', '#\\x23[')
}

/**
 * JSON in which invisible characters are escapes also where JSON does not ask for it, so that it
 * may be shown.
 *
 * @param indent spaces a level; 0 for one line
 */
export function toJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(invisible, (char) =>
    char === '\n' ? char : unitsOf(char),
  )
}

function escapeOf(char: string): string {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? unitsOf(char) : `\\u{${code.toString(16)}}`
}

/** `\uXXXX` for each UTF-16 unit. */
function unitsOf(char: string): string {
  let escaped = ''
  for (let at = 0; at < char.length; at++) {
    escaped += `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`
  }
  return escaped
}
