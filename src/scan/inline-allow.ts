const marker = 'stanch:allow'

/** Signs that open a comment, with what may stand before them: a URL's `://` must not count. */
const opener = /(?:^|[\s;,(){}[\]<>"'`])(?:#+|\/\/+|\/\*+|\*+|--+|<!--+|;+|%+)$/

/** Most characters between line start and marker that are looked at. */
const openerLengthMax = 64

/**
 * Whether a comment on the finding's line allows it: `# stanch:allow` for all rules,
 * `// stanch:allow rule-a,rule-b` for these. The marker must come first in its comment; after the list, or
 * after `--`, a reason may follow. Languages are not parsed: `"# stanch:allow"` in a string literal counts too.
 *
 * Anyone who can write the line can write the marker. Call this only when policy (`suppressions.inline`) allows
 * it and the finding's origin is a file of the repository; never for logs, chats or pull-request text, and on a
 * pull request by the base's policy.
 *
 * @param lineText the line without its end, already decoded
 */
export function allowsInline(lineText: string, rule: string): boolean {
  for (let at = lineText.indexOf(marker); at >= 0; at = lineText.indexOf(marker, at + 1)) {
    const before = lineText.slice(Math.max(0, at - openerLengthMax), at).trimEnd()
    if (opener.test(before) && allows(lineText.slice(at + marker.length), rule)) return true
  }
  return false
}

/** @param rest what follows the marker */
function allows(rest: string, rule: string): boolean {
  const comment = rest.split(/\*\/|-->|#\}|%>/, 1)[0]!
  const text = comment.trim()
  if (text === '' || /^\s+--/.test(comment)) return true
  if (!/^\s/.test(comment)) return false
  const list = /^[^\s,]+(?:\s*,\s*[^\s,]+)*/.exec(text)?.[0] ?? ''
  return list.split(',').some((id) => id.trim() === rule)
}
