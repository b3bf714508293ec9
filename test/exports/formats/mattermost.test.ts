import { expect, test } from 'vitest'
import { checkFormat, JsonLines, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const createAt = 1553166519726
const time = '2019-03-21T11:08:39.726Z'
const said = { workspace: 'acme', channel: 'ops', user: 'ron', time, thread: undefined }

function post(plant: Plant): object {
  const secret = () => plant(said)
  const reply = { ...said, user: 'ginny', time: '2019-03-21T11:08:40.000Z', thread: time }
  return {
    team: 'acme',
    channel: 'ops',
    user: 'ron',
    message: secret(),
    props: {
      attachments: [
        { fallback: secret(), pretext: secret(), text: secret(), title_link: `https://x.test/${secret()}`, fields: [{ title: secret(), value: secret() }] },
      ],
    },
    create_at: createAt,
    edit_at: createAt + 1,
    reactions: [{ user: 'ginny', emoji_name: secret(), create_at: createAt }],
    replies: [
      { user: 'ginny', message: plant(reply), create_at: 1553166520000, reactions: null, attachments: [{ path: `data/${plant(reply)}.txt` }] },
      { user: 'harry', message: plant({ ...reply, user: 'harry', time: '2019-03-21T11:08:41.000Z' }), create_at: 1553166521000 },
    ],
    attachments: [{ path: `data/${secret()}` }],
  }
} // prettier-ignore

checkFormat('a bulk export', {
  format: 'mattermost',
  build: (plant) => ({
    'export.zip!import.jsonl': new JsonLines([
      { type: 'version', version: 1, info: { generator: 'x' } },
      { type: 'team', team: { name: 'acme', display_name: plant({ workspace: 'acme' }), type: 'O' } },
      { type: 'channel', channel: { team: 'acme', name: 'ops', header: plant({ channel: 'ops', workspace: 'acme' }), purpose: plant({ channel: 'ops' }) } },
      { type: 'user', user: { username: 'ginny', email: 'g@x.test', nickname: plant({ user: 'ginny' }), notify_props: { mention_keys: plant({ user: 'ginny' }) } } },
      { type: 'post', post: post(plant) },
      { type: 'post', post: { team: 'acme', channel: 'ops', user: 'ron', message: plant(said), create_at: createAt, replies: null } },
      { type: 'direct_channel', direct_channel: { members: ['ron', 'ginny'], header: plant({ channel: 'ron, ginny' }) } },
      { type: 'direct_post', direct_post: { channel_members: ['ron', 'ginny'], user: 'ron', message: plant({ user: 'ron', time, channel: 'ron, ginny' }), create_at: createAt, replies: [{ user: 'ginny', message: plant({ user: 'ginny', channel: 'ron, ginny', thread: time }), create_at: 1553166520000 }] } },
      { type: 'bot', bot: { username: 'polly', description: plant({ user: 'polly' }) } },
      { type: 'emoji', emoji: { name: 'x', image: `data/${plant({})}` } },
    ]),
    'part.json': new JsonLines([{ type: 'post', post: post(plant) }]),
    'direct.jsonl': new JsonLines([{ type: 'direct_post', direct_post: { channel_members: ['ron'], user: 'ron', message: plant({ user: 'ron', channel: 'ron' }), create_at: createAt } }, { type: 'direct_channel', direct_channel: { participants: [{ username: 'ann' }, { username: 'bo' }], header: plant({ channel: 'ann, bo' }) } }]),
  }),
}) // prettier-ignore

test('a thread of thousands of replies in one line is read to its end', () => {
  const secret = githubToken(1)
  const replies = Array.from({ length: 3000 }, (_, at) => ({
    user: `u${at}`,
    message: at === 2999 ? secret : 'x'.repeat(500),
    create_at: createAt + at,
  }))
  const line = {
    type: 'post',
    post: { team: 'a', channel: 'b', user: 'c', message: '', create_at: 1, replies },
  }
  const { found } = scanText(`{"type":"version","version":1}\n${JSON.stringify(line)}\n`)
  expect(found).toMatchObject([
    { path: 'post.replies[2999].message', line: 2, attribution: { user: 'u2999', channel: 'b' } },
  ])
})
