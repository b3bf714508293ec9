import type { Attribution } from '../attribution.ts'
import { scopesAt, signsAt } from '../at-roots.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'

const roots = ['tickets[]', 'requests[]', 'ticket', '[]', '']

const comment: Scope = {
  isRecord: true,
  fields: {
    record: 'id', time: 'created_at', user: 'author.name|author.email|via.source.from.name', userId: 'author_id|author.id',
  }, // prettier-ignore
}

/** https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/; an account's export has one ticket a line. */
export const zendesk: JsonLayout = {
  format: 'zendesk',
  holds: 'tickets',
  signs: [
    ...signsAt(
      roots,
      ['id', 'subject', 'requester_id', 'submitter_id'],
      ['id', 'subject', 'requester_id', 'via.channel'],
      ['id', 'subject', 'requester.id', 'submitter.id'],
      ['id', 'raw_subject', 'requester_id'],
    ),
    ['comments[].author_id', 'comments[].html_body', 'comments[].audit_id'],
    ['comments[].author_id', 'comments[].plain_body'],
  ],
  scopes: {
    ...scopesAt(roots, {
      '': {
        isRecord: true,
        fields: {
          record: 'id', thread: 'id', time: 'created_at', url: 'url',
          user: 'requester.name|requester.email|submitter.name', userId: 'requester_id|requester.id|submitter_id',
          channel: 'group.name|brand.name|via.channel',
        }, // prettier-ignore
      },
      'comments[]': comment,
      'audits[]': comment,
    }),
  },
  joins: [{ at: '**.html_body', pieces: [''], isHtml: true }],
  files: [
    { at: '**.attachments[].file_name', by: 'name' },
    { at: '**.attachments[].id', by: 'id' },
  ],
  opaque: [
    '**.id',
    '**.author_id',
    '**.requester_id',
    '**.submitter_id',
    '**.external_id',
    '**.message_id',
    '**.generated_timestamp',
    '**.content_url',
    '**.after_cursor',
  ],
  finish({ thread, url, ...said }, file) {
    // Of an answer: `/api/v2/tickets/35436.json`.
    const [, host, ticket] = /^(https:\/\/[^/]+)\/api\/.*\/tickets\/(\d+)/.exec(url ?? '') ?? []
    const page = ticket === undefined ? url : `${host}/agent/tickets/${ticket}`
    return {
      ...said,
      ...userOf(said, file),
      ...(thread !== undefined && thread !== said.record && { thread }),
      ...(page !== undefined && { url: page }),
    }
  },
}

/** https://developer.zendesk.com/api-reference/ticketing/users/users/ */
export const zendeskUsers: JsonLayout = {
  format: 'zendesk',
  holds: 'users',
  signs: signsAt(['users[]', '[]'], ['id', 'name', 'email', 'role', 'default_group_id']),
  path: /(?:^|[!/])[^!/]*users?[^!/]*\.(?:json|ndjson|jsonl)$/,
  scopes: scopesAt(['users[]', '[]'], {
    '': { isRecord: true, names: 'user', fields: { userId: 'id', user: 'name|email' } },
  }),
}

function userOf({ user, userId }: Attribution, { names }: FileContext): Attribution {
  const name = user ?? names.get('user', userId) ?? userId
  return name === undefined ? {} : { user: name }
}
