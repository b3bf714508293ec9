import { checkFormat, halves, noise } from '../check-format.ts'

const said = {
  workspace: 'Acme',
  channel: 'ops',
  channelId: '21',
  thread: 'deploys',
  record: '555',
  user: 'Ann Lee',
  userId: '10',
  time: '2014-08-25T20:55:03.500Z',
}

checkFormat('an organisation', {
  format: 'zulip',
  build: (plant) => {
    const secret = () => plant(said)
    const both = secret()
    const history = [
      { prev_content: secret(), prev_rendered_content: `<p>${secret()}</p>`, prev_topic: secret(), timestamp: 1409000103, user_id: 10 },
      { prev_content: secret(), prev_rendered_content: `<p>${halves(secret()).join('<strong>')}</strong></p>` },
    ] // prettier-ignore
    const message = {
      id: 555,
      sender: 10,
      recipient: 21,
      realm: 2,
      subject: 'deploys',
      date_sent: 1409000103.5,
      content: `see **${both}** ${secret()}`,
      rendered_content: `<p>see <strong>${both}</strong></p><div class="codehilite"><pre><span></span><code><span class="n">${halves(secret(), 4).join('</span><span class="s">')}</span></code></pre></div>`,
      edit_history: history,
    }
    return {
      'zulip.tar.gz!zulip-export/realm.json': {
        zerver_realm: [{ id: 2, string_id: 'acme', name: 'Acme', description: plant({ workspace: 'Acme' }), uuid: noise('uuid') }],
        zerver_userprofile: [{ id: 10, full_name: 'Ann Lee', delivery_email: 'a@x.test', api_key: null, custom: plant({ user: 'Ann Lee', userId: '10' }) }],
        zerver_stream: [{ id: 5, name: 'ops', recipient: 21, description: plant({ channel: 'ops' }), rendered_description: `<p>${halves(plant({ channel: 'ops' })).join('<em>')}</em></p>` }],
        zerver_recipient: [{ id: 21, type: 2, type_id: 5 }],
        zerver_realmfilter: [{ pattern: 'x', url_template: `https://x.test/${plant({})}` }],
      }, // prettier-ignore
      'zulip.tar.gz!zulip-export/attachment.json': {
        zerver_attachment: [{ id: 1, file_name: plant({ record: '1', user: 'Ann Lee' }), owner: 10, path_id: `2/${noise('base62:24')}/x` }],
      }, // prettier-ignore
      'zulip.tar.gz!zulip-export/messages-000001.json': {
        zerver_message: [message, { ...message, edit_history: JSON.stringify([{ prev_content: secret(), prev_rendered_content: `<p>${halves(secret()).join('<em>')}</p>` }]), content: '', rendered_content: '' }],
        zerver_usermessage: [{ id: 1, message: 555, user_profile: 10 }],
      }, // prettier-ignore
      // Of another organisation: its numbers are others.
      'other/messages-000001.json': {
        zerver_message: [{ id: 1, sender: 10, recipient: 21, pub_date: 1409000103, content: plant({ user: '10', channel: undefined, time: '2014-08-25T20:55:03.000Z' }), subject: 'x' }],
        zerver_usermessage: [],
      }, // prettier-ignore
    }
  },
})
