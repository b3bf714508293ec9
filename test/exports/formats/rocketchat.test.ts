import { checkFormat, halves, JsonLines, noise } from '../check-format.ts'

const said = {
  record: 'aB3dE6gH9jK2mN5pQ',
  channelId: 'GENERAL',
  user: 'Ann',
  userId: 'u1',
  time: '2021-08-01T00:00:00.500Z',
  thread: undefined,
}

checkFormat('messages', {
  format: 'rocketchat',
  build: (plant) => {
    const secret = () => plant(said)
    const both = secret()
    const [first, last] = halves(secret())
    const message = {
      _id: said.record,
      rid: 'GENERAL',
      msg: `*${both}* ${secret()}`,
      ts: { $date: said.time },
      u: { _id: 'u1', username: 'ann', name: 'Ann' },
      md: [
        { type: 'PARAGRAPH', value: [{ type: 'PLAIN_TEXT', value: first }, { type: 'BOLD', value: [{ type: 'PLAIN_TEXT', value: last }] }] },
        { type: 'CODE', value: [{ type: 'CODE_LINE', value: { type: 'PLAIN_TEXT', value: both } }] },
      ],
      attachments: [{ title: secret(), text: secret(), description: secret(), image_preview: noise('base64:300') }],
      urls: [{ url: `https://x.test/${secret()}`, meta: { pageTitle: secret() } }],
      _updatedAt: { $date: said.time },
    } // prettier-ignore
    const bare = { _id: 'x', rid: 'r', msg: '', u: { _id: 'u2', username: 'bo' } }
    return {
      'rocketchat_message.json': new JsonLines([message, { ...bare, msg: plant({ user: 'bo', thread: 't1', time: '2021-08-01T00:00:00.500Z' }), tmid: 't1', ts: { $date: { $numberLong: '1627776000500' } } }]),
      'list.json': [{ ...bare, msg: plant({ user: 'bo', time: said.time }), ts: said.time }],
      'history.json': { messages: [{ ...bare, msg: plant({ user: 'bo' }), ts: said.time }], success: true },
    } // prettier-ignore
  },
})
