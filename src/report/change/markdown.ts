import { encodePath, webAddressOf } from '../encode-path.ts'
import { escapeControls } from '../escape-controls.ts'
import { escapeHtml } from '../escape-html.ts'

/**
 * Words that mean nothing to Markdown, to HTML or to GitHub, which makes links of `@name`, `#12`, `GH-12`, addresses and
 * names of commits. Escaping does not stop that: links are made of the rendered text. Only code is left alone.
 */
const harmless = /^(?!.*(?:GH-\d|\b[0-9a-f]{7,}\b))\p{L}[\p{L}\p{N} ()'’“”,;/%+–…-]*$/iu

/** Longer names are cut: a path can have 4,096 bytes, and a branch be called anything. */
const shownMax = 200

/**
 * Text from outside as inline Markdown: plain where it is harmless, else as code. Never breaks out of its line, and turns
 * nothing round. Not for tables, nor inside of HTML: there {@link htmlOf}.
 */
export function markdownOf(text: string): string {
  const shown = cut(text)
  return isHarmless(shown) ? shown : codeOf(shown)
}

/** A code span that ends where it is meant to, whatever stands in it. */
export function codeOf(text: string): string {
  const shown = escapeControls(cut(text))
  if (shown === '') return ''
  const longest = Math.max(0, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  // A blank on both sides is taken away again.
  const needsBlank = /^[` ]|[` ]$/.test(shown)
  const blank = needsBlank ? ' ' : ''
  return `${fence}${blank}${shown}${blank}${fence}`
}

/** The same for blocks of HTML, which Markdown leaves alone: plain where it is harmless, else as code. */
export function htmlOf(text: string): string {
  const shown = cut(text)
  return isHarmless(shown) ? escapeHtml(shown) : htmlCodeOf(shown)
}

export function htmlCodeOf(text: string): string {
  return `<code>${escapeHtml(cut(text))}</code>`
}

/** @param html escaped @returns without a link where the address is none that a reader may click */
export function htmlLink(html: string, address: string | undefined): string {
  const href = webAddressOf(address)
  return href === undefined ? html : `<a href="${escapeHtml(href)}">${html}</a>`
}

/** @param markdown inline, escaped */
export function markdownLink(markdown: string, address: string | undefined): string {
  const href = webAddressOf(address)
  return href === undefined ? markdown : `[${markdown}](<${href}>)`
}

/** A fenced block; nothing in it ends it. */
export function fenceOf(text: string, language: string): string {
  const shown = text.split('\n').map(escapeControls).join('\n').trimEnd()
  const longest = Math.max(2, ...Array.from(shown.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${shown}\n${fence}\n`
}

/** Of a file at a commit, with the line unless `line` is left out. @param path from the repository's root */
export function fileAddress(
  place: { readonly serverUrl: string; readonly repository: string },
  commit: string,
  path: string,
  line?: number,
): string {
  // Else GitHub shows the text of Markdown and its like, which has no lines.
  const plain = /\.(?:md|markdown|mdown|mkdn?|rst|adoc|asciidoc|textile|org|ipynb|csv|tsv)$/i
  const query = line !== undefined && plain.test(path) ? '?plain=1' : ''
  const anchor = line === undefined ? '' : `${query}#L${line}`
  const encoded = encodePath(path)
  return `${place.serverUrl}/${encodePath(place.repository)}/blob/${encodeURIComponent(commit)}/${encoded}${anchor}`
}

export function commitAddress(
  { serverUrl, repository }: { readonly serverUrl: string; readonly repository: string },
  commit: string,
): string {
  return `${serverUrl}/${encodePath(repository)}/commit/${encodeURIComponent(commit)}`
}

/** As people know commits: 10 digits. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 10)
}

function isHarmless(text: string): boolean {
  return harmless.test(text)
}

/** In the middle: what a path ends in tells most. */
function cut(text: string): string {
  if (text.length <= shownMax) return text
  const half = (shownMax - 1) >> 1
  return `${text.slice(0, half)}…${text.slice(-half)}`
}
