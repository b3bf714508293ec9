import { scopesAt, signsAt } from '../at-roots.ts'
import type { JsonLayout, Scope } from '../layout.ts'

const roots = ['issues[]', 'values[]', '[]', '']

/** Of the person who did something: as the cloud, the server and old versions of it name people. */
function personAt(...places: readonly string[]): Scope['fields'] {
  const all = (...keys: readonly string[]) =>
    places.flatMap((place) => keys.map((key) => `${place}.${key}`)).join('|')
  return {
    user: all('displayName', 'name', 'emailAddress'),
    userId: all('accountId', 'key', 'name'),
  }
}

const note: Scope = {
  isRecord: true,
  fields: {
    record: 'id',
    time: 'created|started',
    url: 'self',
    ...personAt('author', 'updateAuthor'),
  },
}

/**
 * Issues with their comments, work logs and history, as the search of the REST interface gives them:
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/; rich text is a document of
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/.
 */
export const jira: JsonLayout = {
  format: 'jira',
  holds: 'issues',
  signs: signsAt(
    roots,
    ['key', 'fields.summary'],
    ['key', 'fields.project.key'],
    ['key', 'fields.issuetype'],
    ['key', 'self', 'fields'],
  ),
  scopes: scopesAt(roots, {
    '': {
      isRecord: true,
      fields: {
        record: 'key|id', thread: 'key', time: 'fields.created', url: 'self',
        channel: 'fields.project.name|fields.project.key', channelId: 'fields.project.key',
        ...personAt('fields.reporter', 'fields.creator'),
      }, // prettier-ignore
    },
    'fields.comment.comments[]': note,
    'renderedFields.comment.comments[]': note,
    'fields.worklog.worklogs[]': note,
    'changelog.histories[]': note,
    'fields.attachment[]': note,
  }),
  joins: [
    { at: '**.content', pieces: ['[].text'] },
    { at: '**.renderedFields.description', pieces: [''], isHtml: true },
    { at: '**.renderedFields.environment', pieces: [''], isHtml: true },
    { at: '**.renderedFields.comment.comments[].body', pieces: [''], isHtml: true },
  ],
  files: [{ at: '**.attachment[].filename', by: 'name' }],
  opaque: [
    '**.accountId', '**.id', '**.avatarUrls.*', '**.iconUrl', '**.expand', '**.localId', '**.nextPageToken', '**.thumbnail',
  ], // prettier-ignore
  finish({ thread, url, ...said }) {
    const [host] = /^https?:\/\/[^/]+(?=\/.*rest\/)/.exec(url ?? '') ?? []
    const isIssue = said.record === thread
    const page = host !== undefined && thread !== undefined ? `${host}/browse/${thread}` : undefined
    const isComment = /\/comment\//.test(url ?? '')
    const place = !isIssue && isComment ? `?focusedCommentId=${said.record}` : ''
    return {
      ...said,
      ...(thread !== undefined && !isIssue && { thread }),
      ...(page !== undefined && { url: page + place }),
    }
  },
}
