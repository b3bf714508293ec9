import { scopesAt, signsAt } from '../at-roots.ts'
import type { JsonLayout, Scope } from '../layout.ts'

const roots = ['items[]', '[]', '']
const page = /^https:\/\/[^/]+\/[^/]+\/[^/]+\/(?:issues|pull|discussions)\/\d+/

const fields: Scope['fields'] = {
  record: 'number|id|node_id', thread: 'number', time: 'created_at|createdAt', url: 'html_url|url',
  user: 'user.login|author.login|user|author', userId: 'user.id|author.id',
} // prettier-ignore

const comment: Scope = { isRecord: true, fields: { ...fields, record: 'id|node_id' } }

/**
 * Issues, pull requests and comments: of the REST interface (https://docs.github.com/en/rest/issues), of
 * `gh issue list --json`, of an archive of a migration.
 */
export const github: JsonLayout = {
  format: 'github',
  holds: 'issues',
  signs: signsAt(
    roots,
    ['number', 'title', ['html_url', page]],
    ['number', 'title', ['url', page]],
    ['id', 'body', ['html_url', page]],
    ['type', 'title', ['url', page]],
    ['type', 'body', ['url', page]],
  ),
  scopes: scopesAt(roots, {
    '': { isRecord: true, fields },
    'comments[]': comment,
    'reviews[]': comment,
    'comments.nodes[]': comment,
  }),
  opaque: [
    '**.id', '**.node_id', '**.sha', '**.oid', '**.avatar_url', '**.gravatar_id', '**.merge_commit_sha', '**.head.sha', '**.base.sha',
  ], // prettier-ignore
  finish({ thread, ...said }) {
    const [, channel, number] = /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/[a-z]+\/(\d+)/.exec(said.url ?? '') ?? []
    const user = said.user === undefined ? undefined : said.user.slice(said.user.lastIndexOf('/') + 1)
    const issue = thread ?? number
    return {
      ...said,
      ...(channel !== undefined && { channel }),
      ...(user !== undefined && { user }),
      ...(issue !== undefined && issue !== said.record && { thread: issue }),
    }
  }, // prettier-ignore
}
