import { checkFormat, halves, JsonLines, noise, type Plant } from '../check-format.ts'

const time = '2026-01-01T10:00:00Z'
const later = '2026-01-02T10:00:00Z'

function zendeskTicket(plant: Plant): object {
  const said = { record: '35', user: 'Ann', userId: '11', time, channel: 'web', url: 'https://x.zendesk.com/agent/tickets/35' }
  const bo = { ...said, record: '91', thread: '35', user: 'Bo', userId: '12', time: later }
  return {
    url: 'https://x.zendesk.com/api/v2/tickets/35.json',
    id: 35,
    external_id: null,
    via: { channel: 'web', source: { from: {}, to: {}, rel: null } },
    created_at: time,
    subject: plant(said),
    raw_subject: plant(said),
    description: plant(said),
    requester_id: 11,
    submitter_id: 11,
    tags: [plant(said)],
    custom_fields: [{ id: 1, value: plant(said) }],
    comments: [
      {
        id: 91,
        author_id: 12,
        body: plant(bo),
        plain_body: plant(bo),
        html_body: `<div>${halves(plant(bo)).join('<em>')}</em></div>`,
        attachments: [{ id: 5, file_name: plant(bo), content_url: `https://x.test/attachments/token/${noise('hex:24')}` }],
        audit_id: 7,
        created_at: later,
      },
    ],
  }
} // prettier-ignore

const zendeskUsers = [
  { id: 11, name: 'Ann', email: 'ann@x.test', role: 'end-user', default_group_id: null },
  { id: 12, name: 'Bo', email: 'bo@x.test', role: 'agent', default_group_id: 3 },
]

checkFormat('tickets of Zendesk', {
  format: 'zendesk',
  build: (plant) => ({
    'users.json': { users: zendeskUsers },
    'tickets.json': { tickets: [zendeskTicket(plant)], count: 1, next_page: null },
    'tickets.ndjson': new JsonLines([zendeskTicket(plant), zendeskTicket(plant)]),
    'one.json': { ticket: zendeskTicket(plant) },
    'comments.json': { comments: [{ id: 1, author_id: 12, plain_body: plant({ record: '1', user: 'Bo' }), html_body: '', audit_id: 3 }] },
  }),
}) // prettier-ignore

function freshdeskTicket(plant: Plant): object {
  const said = { record: '20', user: 'Ann', userId: '1', time }
  const note = { ...said, record: '3', thread: '20', user: 'bo@x.test', userId: '4', time: later }
  return {
    id: 20,
    subject: plant(said),
    description: `<p>${halves(plant(said)).join('<b>')}</b>`,
    description_text: plant(said),
    requester_id: 1,
    responder_id: null,
    requester: { id: 1, name: 'Ann', email: 'ann@x.test' },
    created_at: time,
    custom_fields: { cf_key: plant(said) },
    conversations: [
      { id: 3, user_id: 4, from_email: 'bo@x.test', body: `<i>${plant(note)}</i>`, body_text: plant(note), created_at: later },
    ],
  }
} // prettier-ignore

checkFormat('tickets of Freshdesk', {
  format: 'freshdesk',
  build: (plant) => ({
    'tickets.json': [freshdeskTicket(plant)],
    'ticket.json': freshdeskTicket(plant),
    'search.json': { total: 1, results: [freshdeskTicket(plant)] },
    'Tickets0.json': [
      {
        helpdesk_ticket: {
          display_id: 9, id: 500, subject: plant({ record: '9' }), requester_id: 1, responder_id: 2,
          helpdesk_notes: [{ id: 6, user_id: 2, body: plant({ record: '6', thread: '9', userId: '2' }) }],
        },
      },
    ],
  }),
}) // prettier-ignore

function conversation(plant: Plant): object {
  const said = { record: '123', user: 'Ann', userId: 'u1', time: '2026-01-01T10:00:00.000Z', channel: 'the keys' }
  const part = { ...said, record: '124', thread: '123', user: 'Bo', userId: 'u2', time: '2026-01-01T10:01:40.000Z' }
  return {
    type: 'conversation',
    id: '123',
    created_at: 1767261600,
    title: 'the keys',
    source: {
      type: 'conversation',
      id: '1',
      subject: plant(said),
      body: `<p>${halves(plant(said)).join('<br>').replace('<br>', '<a href="x">')}</a></p>`,
      author: { type: 'user', id: 'u1', name: 'Ann', email: 'ann@x.test' },
    },
    custom_attributes: { note: plant(said) },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: [
        { type: 'conversation_part', id: '124', part_type: 'comment', body: `<p>${plant(part)}</p>`, created_at: 1767261700, author: { type: 'admin', id: 'u2', name: 'Bo' } },
      ],
    },
  }
} // prettier-ignore

checkFormat('conversations of Intercom', {
  format: 'intercom',
  build: (plant) => ({
    'list.json': { type: 'conversation.list', conversations: [conversation(plant)] },
    'one.json': conversation(plant),
  }),
})

function linearIssue(plant: Plant): object {
  const url = 'https://linear.app/acme/issue/ENG-4/keys'
  const said = { record: 'ENG-4', user: 'Ann', time, channel: 'Rollout', workspace: 'acme', url }
  const comment = { ...said, record: 'c1', thread: 'ENG-4', user: 'Bo', time: later, url: `${url}#comment-c1` }
  return {
    id: noise('uuid'),
    identifier: 'ENG-4',
    title: plant(said),
    description: plant(said),
    createdAt: time,
    url,
    team: { key: 'ENG', name: 'Engineering' },
    project: { name: 'Rollout' },
    creator: { id: noise('uuid', 2), name: 'Ann' },
    labels: { nodes: [{ name: plant(said) }] },
    attachments: { nodes: [{ url: `https://x.test/${plant(said)}`, title: plant(said) }] },
    comments: { nodes: [{ id: 'c1', body: plant(comment), createdAt: later, url: comment.url, user: { name: 'Bo' } }] },
  }
} // prettier-ignore

checkFormat('issues of Linear', {
  format: 'linear',
  build: (plant) => ({
    'issues.json': { data: { issues: { nodes: [linearIssue(plant)], pageInfo: { endCursor: noise('uuid') } } } },
    'list.json': [linearIssue(plant)],
    'own.json': { teams: [], issues: [{ identifier: 'A-1', title: plant({ record: 'A-1' }), createdAt: time, comments: [{ id: '1', body: plant({ record: '1', thread: 'A-1' }) }] }] },
  }),
}) // prettier-ignore

const html = 'https://github.com/acme/app/issues/5'
const onGithub = { channel: 'acme/app', user: 'ann', time, url: html }

checkFormat('issues of GitHub', {
  format: 'github',
  said: onGithub,
  build: (plant) => ({
    'issues.json': [
      {
        url: 'https://api.github.com/repos/acme/app/issues/5',
        html_url: html,
        id: 4111222333,
        node_id: noise('base64:24'),
        number: 5,
        title: plant({ record: '5' }),
        body: plant({ record: '5', thread: undefined }),
        user: { login: 'ann', id: 1, avatar_url: 'https://x.test/a' },
        labels: [{ id: 1, name: plant({ record: '5' }), description: plant({ record: '5' }) }],
        created_at: time,
        author_association: 'MEMBER',
      },
    ],
    'comments.json': [
      { url: 'https://api.github.com/repos/acme/app/issues/comments/8', html_url: `${html}#issuecomment-8`, id: 8, body: plant({ record: '8', thread: '5', url: `${html}#issuecomment-8` }), user: { login: 'ann' }, created_at: time },
    ],
    'gh.json': [
      {
        number: 5, title: 'x', body: plant({ record: '5' }), author: { login: 'ann', id: 'U_1' }, createdAt: time, url: html,
        comments: [{ id: 'IC_1', author: { login: 'bo' }, body: plant({ record: 'IC_1', thread: '5', user: 'bo', time: later }), createdAt: later }],
      },
    ],
    'issues_000001.json': [
      { type: 'issue', url: html, repository: 'https://github.com/acme/app', user: 'https://github.com/ann', title: 'x', body: plant({}), created_at: time },
    ],
  }),
}) // prettier-ignore
