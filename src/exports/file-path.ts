/** Last part of a path, archives included: `2025-01-24.json` of `export.zip!general/2025-01-24.json`. */
export function nameOfFile(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)
}

/** The folder that a file lies in; undefined when it lies at the top. */
export function nameOfFolder(path: string): string | undefined {
  return /(?:^|[!/])([^!/]+)\/[^!/]*$/.exec(path)?.[1]
}

/** All up to the name of a file or folder: `export.zip!teams/a/` of `export.zip!teams/a/b` and of `export.zip!teams/a/b/`. */
export function pathAbove(path: string): string {
  return path.replace(/[^/!]*[/!]?$/, '')
}
