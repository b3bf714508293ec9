import { escapeControls } from './escape-controls.ts'

/**
 * A row of RFC 4180. A text that a spreadsheet would take for a formula gets a leading apostrophe.
 */
export function writeCsvRow(cells: readonly (string | number)[]): string {
  return writeRow(cells.map((cell) => guardFormula(escapeInvisible(String(cell)))))
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

function writeRow(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(',')}\r\n`
}

function quoteCell(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
