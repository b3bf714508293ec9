import { expect, test } from 'vitest'
import { checkFormat, halves, JsonLines, noise } from '../check-format.ts'
import { scanText } from '../scan-text.ts'

const said = {
  channelId: '!r:x.test',
  record: '$abc',
  user: '@ann:x.test',
  userId: '@ann:x.test',
  time: '2021-08-01T00:00:00.500Z',
  thread: undefined,
  url: 'https://matrix.to/#/!r:x.test/$abc',
}

const event = {
  type: 'm.room.message',
  sender: '@ann:x.test',
  event_id: '$abc',
  room_id: '!r:x.test',
  origin_server_ts: 1627776000500,
  unsigned: { age: 1 },
}

checkFormat('a room', {
  format: 'matrix',
  build: (plant) => {
    const secret = () => plant(said)
    const named = { ...said, channel: 'Ops' }
    const both = plant(named)
    const thread = { 'm.relates_to': { rel_type: 'm.thread', event_id: '$root' } }
    const edit = { 'm.relates_to': { rel_type: 'm.replace', event_id: '$old' } }
    return {
      'export.json': {
        room_name: 'Ops',
        room_creator: '@ann:x.test',
        topic: plant({ channel: 'Ops' }),
        export_date: '1/1/2021',
        exported_by: '@ann:x.test',
        messages: [
          { ...event, content: { msgtype: 'm.text', body: `**${both}** ${plant(named)}`, format: 'org.matrix.custom.html', formatted_body: `<strong>${both}</strong> <code>${halves(plant(named)).join('</code><em>')}</em>` } },
          { ...event, content: { body: plant({ ...named, thread: '$root' }), ...thread } },
          { ...event, content: { body: plant(named), 'm.new_content': { body: plant(named), formatted_body: `<p>${halves(plant(named)).join('<b>')}</b></p>` }, ...edit } },
          { ...event, content: { body: plant(named), filename: plant(named), url: 'mxc://x.test/abc', info: { 'xyz.amorgan.blurhash': noise('visible:30') } } },
          { ...event, type: 'm.room.encrypted', content: { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: noise('base64:800'), sender_key: noise('base64:43'), session_id: noise('base64:43', 2), device_id: 'ABCDEFGHIJ' } },
        ],
      },
      'answer.json': { chunk: [{ ...event, content: { body: secret() } }], start: 't1', end: 't2' },
      'list.json': [{ ...event, content: { body: secret() } }],
      'events.jsonl': new JsonLines([{ ...event, content: { body: secret() } }, { ...event, content: { body: secret() } }]),
    }
  },
}) // prettier-ignore

test('signatures and hashes are no secrets', () => {
  const signatures = { 'x.test': { 'ed25519:1': noise('base64:86') } }
  const text = JSON.stringify([{ ...event, hashes: { sha256: noise('base64:43') }, signatures, content: {} }])
  expect(scanText(text)).toMatchObject({ format: 'matrix', found: [] })
}) // prettier-ignore
