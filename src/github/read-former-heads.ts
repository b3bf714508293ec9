import type { Github } from './github.ts'
import { objectOf } from './json-of.ts'
import type { Pull } from './read-pull.ts'
import { isObjectId } from './read-repository.ts'
import { walkConnection } from './walk-connection.ts'

/**
 * Commits that were a pull request's head until a push took them away, and that GitHub still has: whoever knows their names
 * can read them. None without a token, since only GraphQL tells.
 *
 * @returns full names, the oldest first
 * @throws StanchError as `queriedOf`
 */
export async function readFormerHeads(github: Github, pull: Pull): Promise<readonly string[]> {
  if (!github.isAuthenticated) return []
  const heads = new Set<string>()
  const pushes = walkConnection(github, {
    ...pull,
    connection: 'timelineItems',
    filter: 'itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]',
    fields: '... on HeadRefForcePushedEvent { beforeCommit { oid } }',
    label: `${pull.repository}/pull/${pull.number}/former-heads`,
  })
  for await (const { node } of pushes) {
    const { oid } = objectOf(node['beforeCommit'])
    if (isObjectId(oid)) heads.add(oid)
  }
  heads.delete(pull.head)
  return [...heads]
}
