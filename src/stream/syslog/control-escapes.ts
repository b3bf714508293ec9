/**
 * rsyslog's way to write control characters: `#` and three octal digits (`parser.escapeControlCharactersOnReceive`, on by
 * default). Only line feed, return and tab: a private key in one message is lines of `#012`.
 */
const escaped = /#01[125]/g

/** Whether a text may be one whose line feeds were escaped: it has escapes, and no control characters. */
export function hasEscapedLines(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is asked for
  return text.includes('#01') && /#01[125]/.test(text) && !/[\x00-\x1f\x7f]/.test(text)
}

/** The text as the sender wrote it. */
export function undoEscapes(text: string): string {
  return text.replaceAll(escaped, (escape) => String.fromCharCode(parseInt(escape.slice(1), 8)))
}

/** The inverse of {@link undoEscapes} for a text that had escapes and no control characters. */
export function redoEscapes(text: string): string {
  return text.replaceAll(/[\t\n\r]/g, (control) => `#${octalOf(control)}`)
}

function octalOf(control: string): string {
  return control.charCodeAt(0).toString(8).padStart(3, '0')
}
