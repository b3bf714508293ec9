/** `logs/a.log.gz` holds `a.log`, `a.tgz` holds `a.tar`; other names stay. */
export function nameWithoutSuffix(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1)
  return name.replace(/(?<=.)\.(?:gz|zst|zstd)$/i, '').replace(/\.(?:tgz|tzst)$/i, '.tar')
}
