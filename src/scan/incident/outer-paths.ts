/** A path, then without each inner part: `a.zip!b.zip!c`, `a.zip!b.zip`, `a.zip`. Which `!` parts them only the files tell. */
export function outerPaths(path: string): string[] {
  const cuts = Array.from(path.matchAll(/!/g), ({ index }) => path.slice(0, index))
  return [path, ...cuts.reverse()]
}
