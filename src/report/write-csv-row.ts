import { escapeControls } from './escape-controls.ts'

/**
 * A row as of RFC 4180. A text that a spreadsheet would take for a formula gets a leading apostrophe, which also befalls
 * the path `-` of standard input.
 */
export function writeCsvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => quoteCell(guardFormula(escapeInvisible(cell)))).join(',')}\r\n`
}

/**
 * Line breaks and tabs may stand in a quoted cell; the rest RFC 4180 forbids and a terminal would
 * obey.
 */
function escapeInvisible(text: string): string {
  return text.replace(/[^\t\r\n]+/g, escapeControls)
}

/** Tab and carriage return as well: spreadsheets skip them before they look for the sign. */
function guardFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

function quoteCell(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
