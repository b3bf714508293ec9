import { checkFormat, halves, noise } from '../check-format.ts'

const messengerSaid = { user: 'Ann', channel: 'Ann and Bo', time: '2023-02-05T11:46:11.851Z' }

checkFormat('Facebook Messenger', {
  format: 'messenger',
  build: (plant) => {
    const secret = () => plant({ ...messengerSaid, channelId: 'inbox/annandbo_1' })
    return {
      'message_1.json': {
        participants: [{ name: 'Ann' }, { name: 'Bo' }],
        messages: [
          {
            sender_name: 'Ann',
            timestamp_ms: 1675597571851,
            content: `caf\u00c3\u00a9 ${secret()}`,
            share: { link: `https://x.test/${secret()}`, share_text: secret() },
            reactions: [{ reaction: 'x', actor: 'Bo' }],
            photos: [{ uri: `messages/inbox/${noise('hex:32')}.jpg`, creation_timestamp: 1 }],
          },
        ],
        title: 'Ann and Bo',
        thread_path: 'inbox/annandbo_1',
        magic_words: [{ magic_word: plant({ channel: 'Ann and Bo' }) }],
      },
      'e2ee.json': {
        participants: ['Ann', 'Bo'],
        threadName: 'Ann and Bo',
        messages: [{ isUnsent: false, media: [], senderName: 'Ann', text: plant(messengerSaid), timestamp: 1675597571851, type: 'text' }],
      }, // prettier-ignore
    }
  },
})

checkFormat('Gitter', {
  format: 'gitter',
  said: { user: 'Ann Lee', userId: '54d7876c15522ed4b3dbbefb', record: '57509d0ef44fde236e52f395', time: '2016-06-02T20:54:38.747Z' },
  build: (plant) => {
    const both = plant({})
    return {
      'room.json': [
        {
          fromUser: { id: '54d7876c15522ed4b3dbbefb', username: 'ann', displayName: 'Ann Lee', avatarUrl: `https://x.test/${noise('hex:32')}` },
          html: `<p>see <b>${both}</b> ${halves(plant({})).join('<i>')}</i></p>`,
          text: `see **${both}** ${plant({})}`,
          id: '57509d0ef44fde236e52f395',
          sent: '2016-06-02T20:54:38.747Z',
          urls: [{ url: `https://x.test/${plant({})}` }],
          issues: [],
        },
      ],
    }
  },
}) // prettier-ignore
