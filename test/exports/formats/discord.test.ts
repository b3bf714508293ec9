import { expect, test } from 'vitest'
import { checkFormat, noise } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const author = { id: '1111', name: 'alice', discriminator: '0', nickname: 'Alice Smith', roles: [] }

const said = {
  workspace: 'Test Server',
  channel: 'general',
  channelId: '100',
  record: '900719925474099312',
  user: 'Alice Smith',
  userId: '1111',
  time: '2026-01-01T10:00:00+00:00',
  url: 'https://discord.com/channels/42/100/900719925474099312',
}

function channelFile(messages: readonly object[], more: object = {}): object {
  return {
    guild: { id: '42', name: 'Test Server', iconUrl: `https://cdn.test/${noise('hex:32')}.png` },
    channel: { id: '100', type: 'GuildTextChat', categoryId: '10', category: 'Text', name: 'general', topic: null },
    dateRange: { after: null, before: null },
    exportedAt: '2026-01-02T10:00:00+00:00',
    messages,
    messageCount: messages.length,
    ...more,
  }
} // prettier-ignore

const message = { id: said.record, type: 'Default', timestamp: said.time, isPinned: false, author }

checkFormat('channels of DiscordChatExporter', {
  format: 'discord',
  build: (plant) => {
    const secret = () => plant(said)
    return {
      'Test Server - general [100].json': channelFile([
        {
          ...message,
          content: `see **${secret()}**`,
          attachments: [{ id: '5', url: `https://cdn.test/a?key=${secret()}`, fileName: secret() }],
          embeds: [
            {
              title: secret(),
              url: `https://x.test/${secret()}`,
              description: secret(),
              author: { name: secret() },
              footer: { text: secret() },
              fields: [{ name: secret(), value: secret(), isInline: false }],
            },
          ],
          stickers: [{ id: '7', name: secret(), sourceUrl: 'x' }],
          reactions: [{ emoji: { id: '', name: secret() }, count: 1 }],
          forwardedMessage: { content: secret(), embeds: [{ description: secret() }] },
          inlineEmojis: [{ name: secret() }],
        },
        { ...message, content: '', author: { ...author, nickname: null }, embeds: [{ title: plant({ ...said, user: 'alice' }) }] },
      ]),
      'Test Server - general [100] [part 2].json': channelFile([{ ...message, content: secret() }]),
      // Before servers without discriminators, and without what is new since.
      'old.json': {
        guild: { id: '42', name: 'Test Server' },
        channel: { id: '100', name: 'general' },
        messages: [{ id: '1', type: 'Default', timestamp: said.time, content: plant({ userId: '2', user: 'bo' }), author: { id: '2', name: 'bo' } }],
      },
      'dm.json': channelFile(
        [{ ...message, content: plant({ url: `https://discord.com/channels/@me/100/${said.record}`, workspace: undefined }) }],
        { guild: null },
      ),
    }
  },
}) // prettier-ignore

const channelId = '123456789012345678'

checkFormat('a data package', {
  format: 'discord',
  said: { channelId, channel: 'general', workspace: 'Test Server', user: 'Ann', userId: '77' },
  build: (plant) => ({
    'package/Account/user.json': { id: '77', username: 'ann', global_name: 'Ann', note: plant({ channel: undefined, channelId: undefined, workspace: undefined }) },
    [`package/Messages/c${channelId}/channel.json`]: {
      id: channelId, type: 'GUILD_TEXT', name: 'general', guild: { id: '42', name: 'Test Server' }, topic: plant({ user: undefined, userId: undefined }),
    },
    [`package/Messages/c${channelId}/messages.json`]: [
      { ID: 1, Timestamp: '2023-01-01 10:00:00', Contents: plant({ record: '1', time: '2023-01-01 10:00:00' }), Attachments: `https://cdn.test/${plant({ record: '1' })}` },
    ],
    [`package/Messages/c${channelId}/messages.csv`]: [
      'ID,Timestamp,Contents,Attachments',
      `9007199254740993,2019-01-01 10:00:00.000000+00:00,${plant({ record: '9007199254740993', time: '2019-01-01 10:00:00.000000+00:00' })},`,
      `3,2019,"two\nlines, a ""${plant({ record: '3' })}"" and\n${plant({ record: '3' })}","https://x.test/${plant({ record: '3' })}"`,
      `4,2019,"{""password"": ""${plant({ record: '4' })}""}",\r`,
      `5,2019,it's 5" wide ${plant({ record: '5' })},`,
    ].join('\n'),
  }),
}) // prettier-ignore

checkFormat('a data package of conversations, whose names stand in a file beside', {
  format: 'discord',
  said: { channelId, channel: 'Direct Message with bo#0', record: '1' },
  build: (plant) => ({
    'package/messages/index.json': { [channelId]: 'Direct Message with bo#0', '234567890123456789': null, x: plant({ channelId: undefined, channel: undefined, record: undefined }) },
    [`package/messages/c${channelId}/channel.json`]: { id: channelId, type: 'DM', recipients: ['1', '2'] },
    [`package/messages/c${channelId}/messages.json`]: [{ ID: 1, Timestamp: '2023', Contents: plant({}), Attachments: '' }],
    [`other/c${channelId}/messages.json`]: [{ ID: 1, Timestamp: '2023', Contents: plant({ channel: undefined }), Attachments: '' }],
  }),
}) // prettier-ignore

test('a large id is told to its last digit', () => {
  const secret = githubToken(1)
  const text = `[{"ID": 1234567890123456789, "Timestamp": "2023", "Contents": "${secret}"}]`
  expect(scanText(text).found[0]?.attribution.record).toBe('1234567890123456789')
})

test('a table says row and column, and a field that is cut off', () => {
  const secret = githubToken(1)
  const text = `ID,Timestamp,Contents,Attachments\n1,2023,,\n2,2023,"a\n${secret}`
  const { found, problems } = scanText(text, { path: 'messages.csv' })
  expect(found).toMatchObject([{ path: '[1].Contents', line: 4, column: 1 }])
  expect(problems).toEqual(['ends within a quoted field'])
})

test('quotes that are written twice are undone', () => {
  const value = noise('password:20').replaceAll(/.{5}/g, '$&""')
  const text = `ID,Timestamp,Contents,Attachments\n1,2023,"{""password"": ""Kq9${noise('base62:18')}""} ${value}",\n`
  const { found } = scanText(text, { path: 'messages.csv' })
  expect(found.map(({ covered }) => covered)).toEqual([[`Kq9${noise('base62:18')}`]])
})
