import type { GitOrigin } from '../../engine/document.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { Change } from './change.ts'

/** Tells of a finding in the repository which pull request brings it, and what opens its line. */
export function placeAtForge(
  found: FoundSecret,
  place: { readonly change: Change; readonly serverUrl?: string | undefined },
): FoundSecret {
  const { finding } = found
  if (finding.origin.kind !== 'git') return found
  const { pull, repository } = place.change
  const root =
    place.serverUrl === undefined
      ? pull?.url.replace(/\/pull\/\d+\/?$/, '')
      : `${place.serverUrl.replace(/\/$/, '')}/${repository}`
  const url = root === undefined ? undefined : urlOf(root, finding.origin, finding.line)
  const origin: GitOrigin = {
    ...finding.origin,
    ...(pull && { number: pull.number }),
    ...(url !== undefined && { url }),
  }
  return { ...found, finding: { ...finding, origin } }
}

/** A path with an archive's entry, or one in which a secret is masked, opens nothing: then the commit. */
function urlOf(
  root: string,
  { commit, path, blob, part }: GitOrigin,
  line: number,
): string | undefined {
  if (commit === null) return undefined
  if (blob === undefined || part !== undefined || /[!…]/.test(path))
    return `${root}/commit/${commit}`
  const encoded = path
    .split('/')
    .map((name) => encodeURIComponent(name))
    .join('/')
  return `${root}/blob/${commit}/${encoded}#L${line}`
}
