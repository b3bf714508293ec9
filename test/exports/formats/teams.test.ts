import { expect, test } from 'vitest'
import { checkFormat, halves, noise, type Expected, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'
import { assembleSample, seededRandom } from '../../../src/rules/sample.ts'

const channelId = '19:c659613b1dff442f8792e7fd8e836ee2@thread.tacv2'
const said = {
  record: '1754400267880',
  time: '2025-08-05T13:24:27.88+00:00',
  user: 'Pieter Kwok',
  userId: 'fa90a9e8',
  channelId,
  channel: 'General',
  workspace: 'Rockets',
  url: 'https://teams.microsoft.com/l/message/1',
  thread: undefined,
} as const

/** As .NET writes HTML and `+` in JSON. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&'+]/g,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function html(secret: () => string): string {
  const cut = (tag: string, at: number) => halves(secret(), at).join(tag)
  return [
    `<p>plain ${secret()}</p><p>${cut('<strong>', 8)}</strong></p>`,
    `<p itemtype="http://schema.skype.com/CodeBlockEditor">&nbsp;</p>`,
    `<pre class="language-python"><code><span class="hljs-keyword">def</span>&nbsp;${cut('</span><span class="hljs-string">', 4)}<br>x</code></pre>`,
    `<p>${cut('<wbr>', 20)} <a href="https://u:${secret()}@x.test" title="${secret()}">${secret()}</a></p>`,
    `<at id="0">Ann</at> <attachment id="44dc65c1816445539f225e5c844c48ad"></attachment>`,
  ].join('\n')
}

function message(plant: Plant, expected: Expected, more: object = {}): object {
  const secret = () => plant(expected)
  const card = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: secret() }], actions: [{ url: `https://x.test/?k=${secret()}` }] }
  return {
    Id: said.record,
    Body: { ContentType: 'html', Content: html(secret) },
    CreatedDateTime: said.time,
    DeletedDateTime: null,
    Subject: secret(),
    Summary: secret(),
    ReplyToId: null,
    WebUrl: said.url,
    From: { Application: null, Device: null, User: { Id: 'fa90a9e8', DisplayName: 'Pieter Kwok', TenantId: noise('uuid') } },
    Attachments: [
      { Id: noise('hex:32'), ContentType: 'application/vnd.microsoft.card.adaptive', ContentUrl: `https://x.test/${secret()}`, Content: JSON.stringify(card, null, 2), Name: secret() },
    ],
    Mentions: [{ Id: 0, MentionText: secret() }],
    Reactions: [],
    MessageHistory: [{ ModifiedDateTime: said.time, Actions: 'x', Body: { ContentType: 'html', Content: `<p>${halves(secret()).join('<b>')}</b></p>` } }],
    MessageType: 'message',
    ChannelIdentity: { ChannelId: channelId, TeamId: 'team-1' },
    ChatId: null,
    EventDetail: null,
    ...more,
  }
} // prettier-ignore

/** The same object as Graph writes it. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [
    key[0]!.toLowerCase() + key.slice(1),
    inCamelCase(member),
  ])
  return Object.fromEntries(members)
}

checkFormat('an export of a tenant', {
  format: 'teams',
  build: (plant) => ({
    'teams/teamsList.json': [{ Id: 'team-1', DisplayName: 'Rockets', Description: plant({ workspace: 'Rockets' }) }],
    'teams/team-1/channels_team-1.json': [{ Id: channelId, DisplayName: 'General', Description: plant({ channel: 'General', channelId }) }],
    'teams/team-1/messages_team-1.json': [
      message(plant, said),
      message(plant, { ...said, thread: '17', user: 'Polly', userId: 'app-1' }, { ReplyToId: '17', From: { User: null, Application: { Id: 'app-1', DisplayName: 'Polly' } } }),
    ],
    'users/usersList.json': [{ Id: 'fa90a9e8', DisplayName: 'Pieter Kwok', JobTitle: plant({ user: 'Pieter Kwok', userId: 'fa90a9e8' }) }],
    'users/fa/messages_fa.json': [
      message(plant, { channelId: '19:x@unq.gbl.spaces', channel: undefined, workspace: undefined }, { ChannelIdentity: null, ChatId: '19:x@unq.gbl.spaces' }),
    ],
    'users/fa/meetings_fa.json': [
      { Id: 'm1', Subject: plant({ record: 'm1', user: 'Ann' }), Body: { ContentType: 'html', Content: `<p>${halves(plant({ record: 'm1' })).join('<i>')}</i></p>` }, Organizer: { EmailAddress: { Name: 'Ann' } } },
    ],
  }),
}) // prettier-ignore

checkFormat('answers of Graph', {
  format: 'teams',
  build: (plant) => ({
    'page.json': {
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#chats',
      value: [inCamelCase(message(plant, { ...said, channel: undefined, workspace: 'team-1' }))],
    },
    'list.json': [inCamelCase(message(plant, { user: 'Pieter Kwok' }))],
    'one.json': inCamelCase(message(plant, { user: 'Pieter Kwok' })),
  }),
}) // prettier-ignore

test('HTML and JSON in strings are read through the escapes of .NET', () => {
  const planted: string[] = []
  const plant = () => {
    planted.push(githubToken(planted.length))
    return planted.at(-1)!
  }
  const text = escaped([message(plant, {}), message(plant, {}, { ReplyToId: '17' })])
  expect(text).toContain('\\u003Cstrong\\u003E')
  const { found } = scanText(text)
  expect(found.map(({ secret }) => secret).toSorted()).toEqual(planted.toSorted())
})

test('a key whose + is an escape, in HTML whose & is one', () => {
  const key = `${assembleSample('⟦<base64:86>==⟧', seededRandom(3)).text}`
  expect(key).toContain('+')
  const content = `<p>DefaultEndpointsProtocol=https;AccountName=abc;AccountKey=${key};EndpointSuffix=core.windows.net&amp;</p>`
  const body = { Id: '1', Body: { ContentType: 'html', Content: content }, CreatedDateTime: said.time, MessageType: 'message' }
  const { found } = scanText(escaped([body]))
  expect(found).toMatchObject([{ secret: key, path: '[0].Body.Content' }])
}) // prettier-ignore
