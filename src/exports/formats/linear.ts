import { scopesAt, signsAt } from '../at-roots.ts'
import type { JsonLayout, Scope } from '../layout.ts'

const roots = [
  'data.issues.nodes[]', 'data.team.issues.nodes[]', 'issues.nodes[]', 'issues[]', 'nodes[]', 'data.issue', 'issue', '[]', '',
] // prettier-ignore

const comment: Scope = {
  isRecord: true,
  fields: {
    record: 'id', time: 'createdAt', url: 'url', user: 'user.name|user.displayName|user.email|botActor.name', userId: 'user.id|userId',
  }, // prettier-ignore
}

/** Issues as the GraphQL interface gives them: https://linear.app/developers/graphql */
export const linear: JsonLayout = {
  format: 'linear',
  holds: 'issues',
  signs: signsAt(roots, ['identifier', 'title', 'createdAt'], ['identifier', 'title', 'team'], ['identifier', 'title', ['url', /^https:\/\/linear\.app\//]]), // prettier-ignore
  scopes: scopesAt(roots, {
    '': {
      isRecord: true,
      fields: {
        record: 'identifier', thread: 'identifier', time: 'createdAt', url: 'url', workspace: 'organization.name',
        channel: 'project.name|team.name|team.key', user: 'creator.name|creator.displayName|creator.email', userId: 'creator.id|creatorId',
      }, // prettier-ignore
    },
    'comments.nodes[]': comment,
    'comments[]': comment,
    'comments.nodes[].children.nodes[]': comment,
  }),
  // The text of an editor, as its state has it.
  joins: [{ at: '**.content', pieces: ['[].text'] }],
  opaque: [
    '**.id',
    '**.creatorId',
    '**.userId',
    '**.teamId',
    '**.projectId',
    '**.avatarUrl',
    '**.descriptionState',
    '**.endCursor',
    '**.cursor',
  ],
  finish({ thread, workspace, ...said }) {
    const name = workspace ?? /^https:\/\/linear\.app\/([^/]+)\//.exec(said.url ?? '')?.[1]
    return {
      ...said,
      ...(name !== undefined && { workspace: name }),
      ...(thread !== undefined && thread !== said.record && { thread }),
    }
  },
}
