/** A column of a table: its head, and the side its cells stand on. */
export interface Column {
  readonly head: string
  readonly align: 'left' | 'right'
}

/** Columns by their heads; one that ends in `>` is set right. */
export function columnsOf(...heads: readonly string[]): Column[] {
  return heads.map((head) =>
    head.endsWith('>') ? { head: head.slice(0, -1), align: 'right' } : { head, align: 'left' },
  )
}

/** An aligned table under a rule of dashes, indented by two blanks; missing cells are empty. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map(({ head }, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const lineOf = (cells: readonly string[]) =>
    `  ${columns
      .map(({ align }, at) => {
        const cell = cells[at] ?? ''
        return align === 'right' ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)
      })
      .join('  ')}`.trimEnd()
  return [
    lineOf(columns.map(({ head }) => head)),
    lineOf(widths.map((width) => '─'.repeat(width))),
    ...rows.map(lineOf),
  ].join('\n')
}

/** `0.912`. */
export function formatRatio(value: number): string {
  return value.toFixed(3)
}
