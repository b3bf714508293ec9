/**
 * Rows in aligned columns, two spaces apart; the last column is as wide as it is. A cell may be styled behind its
 * back: `widthOf` says how wide it looks.
 */
export function layoutTable(
  rows: readonly (readonly string[])[],
  widthOf: (cell: string) => number = (cell) => cell.length,
): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))))
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat(at === row.length - 1 ? 0 : widths[at]! - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}
