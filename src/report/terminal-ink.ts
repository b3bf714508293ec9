/** How a piece of text stands out. The first four are severities. */
export type Style = 'critical' | 'high' | 'medium' | 'low' | 'strong' | 'quiet' | 'good' | 'bad'

/** Only the eight basic colours: the terminal's own theme decides how they look. */
const codes: Readonly<Record<Style, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  strong: '1',
  quiet: '2',
  good: '32',
  bad: '1;31',
}

/**
 * Adds what a terminal shows and a file should not hold. Texts must be free of control characters.
 */
export interface Ink {
  paint(style: Style, text: string): string
  /** An OSC 8 link; plain text when there is no address, or it holds more than visible ASCII. */
  link(text: string, address: string | undefined): string
}

export function createInk(use: { readonly color: boolean; readonly hyperlinks: boolean }): Ink {
  return {
    paint: (style, text) =>
      use.color && text !== '' ? `\u001b[${codes[style]}m${text}\u001b[0m` : text,
    link: (text, address) =>
      use.hyperlinks && address !== undefined && /^[!-~]+$/.test(address)
        ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`
        : text,
  }
}

/** Lines of prose longer than this are hard to read, however wide the terminal. */
export function proseWidth({ width }: { readonly width: number }): number {
  return Math.max(60, Math.min(width, 100))
}

/**
 * Breaks at the separators so that no line is longer than `width`, but for pieces that are so by
 * themselves.
 *
 * @param pieces unstyled, so that their length is their width
 */
export function wrapPieces(
  pieces: readonly string[],
  separator: string,
  width: number,
): [string, ...string[]] {
  const [first = '', ...rest] = pieces
  const lines: [string, ...string[]] = [first]
  for (const piece of rest) {
    const joined = `${lines.at(-1)}${separator}${piece}`
    if (joined.length <= width) lines[lines.length - 1] = joined
    else lines.push(piece)
  }
  return lines
}

export function wrapWords(text: string, width: number): [string, ...string[]] {
  return wrapPieces(text.split(' '), ' ', width)
}
