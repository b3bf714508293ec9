import { StanchError } from '../text/error.ts'

/**
 * Where a repository stands in the interface: `/repos/OWNER/REPO`.
 *
 * @throws StanchError `GITHUB_NAME_INVALID`
 */
export function repositoryPath(name: string): string {
  // Names of only dots would lead elsewhere.
  if (/^[\w-]+(?:\.[\w-]+)*\/(?!\.{1,2}$)[\w.-]+$/.test(name)) return `/repos/${name}`
  throw new StanchError(
    'GITHUB_NAME_INVALID',
    `Expected OWNER/REPO of letters, digits, "-", "_" and "."; got ${JSON.stringify(name.slice(0, 200))}.`,
  )
}
