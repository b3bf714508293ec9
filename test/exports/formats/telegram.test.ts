import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFormat, halves, type Expected, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const said = {
  channel: 'Ops',
  channelId: '1234567890',
  record: '17',
  user: 'Ann',
  userId: 'user123450513',
  time: '2023-08-23T08:11:23.000Z',
}

function message(plant: Plant, expected: Expected): object {
  const secret = () => plant(expected)
  const both = halves(secret())
  return {
    id: 17,
    type: 'message',
    date: '2023-08-23T13:11:23',
    date_unixtime: '1692778283',
    edited_unixtime: '1692778283',
    from: 'Ann',
    from_id: 'user123450513',
    forwarded_from: secret(),
    file_name: secret(),
    text: ['see ', ...halves(secret(), 4).map((text) => ({ type: 'bold', text })), ` ${both[0]}`, { type: 'link', text: both[1] }, { type: 'text_link', text: ' x', href: `https://x.test/${secret()}` }],
    text_entities: [{ type: 'plain', text: both[0] }, { type: 'link', text: both[1] }, { type: 'code', text: ` ${secret()}` }],
    poll: { question: secret(), answers: [{ text: secret(), voters: 0 }] },
    inline_bot_buttons: [[{ type: 'url', text: secret(), data: `https://x.test/${secret()}` }]],
    contact_information: { first_name: secret() },
  }
} // prettier-ignore

const chat = { name: 'Ops', type: 'private_supergroup', id: 1234567890 }
const url = 'https://t.me/c/1234567890/17'

checkFormat('Telegram Desktop', {
  format: 'telegram',
  build: (plant) => ({
    'chat/result.json': { ...chat, messages: [message(plant, { ...said, url })] },
    'all/result.json': {
      about: 'Here is the data you requested.',
      personal_information: { user_id: 1, first_name: 'Ann', bio: plant({}) },
      contacts: { about: 'x', list: [{ user_id: 2, first_name: 'Bo', last_name: plant({ user: 'Bo' }), date: '2020-01-01T00:00:00' }] },
      sessions: { list: [{ application_name: plant({}), last_active: '2023-08-23T13:11:23', last_active_unixtime: '1692778283' }] },
      web_sessions: { list: [{ domain_name: plant({ time: said.time }), last_active_unixtime: '1692778283' }] },
      other_data: { drafts: [{ text: plant({}) }] },
      chats: {
        about: 'x',
        list: [
          { ...chat, type: 'personal_chat', messages: [message(plant, { ...said, url: undefined })] },
          { ...chat, name: null, messages: [{ id: 3, type: 'service', actor: 'Bo', actor_id: 'user2', action: 'edit_group_title', title: plant({ channel: undefined, user: 'Bo', userId: 'user2' }), date_unixtime: '1692778283', text: '' }] },
        ],
      },
      left_chats: { about: 'x', list: [{ ...chat, messages: [message(plant, { ...said, url })] }] },
    },
    // Without entities, Unix times and with numbers as ids of users.
    'old/result.json': {
      name: 'Grace',
      type: 'personal_chat',
      id: 2730825451,
      messages: [{ id: 1980499, type: 'message', date: '2020-01-01T00:00:02', from: 'Henry', from_id: 4325636679, text: ['a ', ...halves(plant({ user: 'Henry', userId: '4325636679', time: '2020-01-01T00:00:02', channel: 'Grace' }))] }],
    },
    'channel.json': [{ sender_id: -1111111, text: plant({ userId: '-1111111', record: '1785' }), date: '2023-05-15T19:30:49+00:00', 'message.id': 1785, is_reply: false, reply_to_id: null }],
  }),
}) // prettier-ignore

test('law: however a text is cut, what it holds is found once, with all its parts', () => {
  const secret = githubToken(1)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: secret.length - 1 }), fc.boolean()), { maxLength: 4 }),
      (cuts) => {
        const ends = [...new Set(cuts.map(([at]) => at))].toSorted((left, right) => left - right)
        const parts = [0, ...ends].map((from, at) => secret.slice(from, ends[at]))
        const text = ['a ', ...parts.map((part, at) => (cuts[at]?.[1] ? { type: 'code', text: part } : part))]
        const { found } = scanText(JSON.stringify({ ...chat, messages: [{ id: 1, date: 'x', text }] }))
        expect(found).toHaveLength(1)
        expect(found[0]).toMatchObject({ secret, covered: parts })
      },
    ),
    { numRuns: 40 },
  )
}) // prettier-ignore
