import { expect, test } from 'vitest'
import { timeOfProse } from '../../../src/exports/time.ts'
import { checkFormat, noise } from '../check-format.ts'

const said = {
  channelId: 'Space/AAAAxyz',
  channel: 'Launch',
  record: 'AAAAxyz/t1/m1',
  thread: 't1',
  user: 'Ann Lee',
  userId: 'ann@x.test',
  url: 'https://chat.google.com/room/AAAAxyz/t1/m1',
  time: '2023-01-03T22:15:31.000Z',
}

const creator = { name: 'Ann Lee', email: 'ann@x.test', user_type: 'Human' }
const message = {
  creator,
  created_date: 'Tuesday, January 3, 2023 at 10:15:31\u202fPM UTC',
  topic_id: 't1',
  message_id: 'AAAAxyz/t1/m1',
}

checkFormat('Takeout', {
  format: 'google-chat',
  build: (plant) => {
    const secret = () => plant(said)
    return {
      'Takeout/Google Chat/Users/User 1/user_info.json': {
        user: { ...creator, status: plant({ user: 'Ann Lee' }) },
        membership_info: [
          { group_name: 'Lunch', group_id: 'DM/BBBB', membership_state: 'MEMBER_JOINED', note: plant({ channel: 'Lunch', channelId: 'DM/BBBB' }) },
          { group_name: 'Deploys', group_id: 'Space CCCC', membership_state: 'MEMBER_JOINED' },
        ],
      },
      'Takeout/Google Chat/Groups/Space AAAAxyz/group_info.json': {
        name: 'Launch',
        description: plant({ channel: 'Launch', channelId: 'Space/AAAAxyz' }),
        members: [creator],
      },
      'Takeout/Google Chat/Groups/Space AAAAxyz/messages.json': {
        messages: [
          {
            ...message,
            text: `see ${secret()}`,
            updated_date: message.created_date,
            annotations: [
              { start_index: 4, length: 40, url_metadata: { title: secret(), snippet: secret(), url: { private_do_not_access_or_else_safe_url_wrapped_value: `https://x.test/${secret()}` } } },
            ],
            attached_files: [{ original_name: secret(), export_name: `File-${noise('hex:40')}.png` }],
            quoted_message_metadata: { text: secret() },
            previous_message_versions: [{ creator, text: secret() }],
          },
          { ...message, creator: { user_type: 'Human' }, text: plant({ ...said, user: undefined, userId: undefined }) },
          { ...message, created_date: 'Dienstag, 3. Januar 2023 um 10:15:31 UTC', text: plant({ time: 'Dienstag, 3. Januar 2023 um 10:15:31 UTC' }) },
        ],
      },
      'Takeout/Google Chat/Groups/Space CCCC/messages.json': { messages: [{ ...message, text: plant({ channel: 'Deploys', channelId: 'Space/CCCC' }) }] },
      'Takeout/Google Chat/Groups/DM BBBB/messages.json': { messages: [{ ...message, text: plant({ channel: 'Lunch', channelId: 'DM/BBBB', url: 'https://chat.google.com/dm/AAAAxyz/t1/m1' }) }] },
    }
  },
}) // prettier-ignore

test.for([
  ['Tuesday, January 3, 2023 at 12:05:01 AM UTC', '2023-01-03T00:05:01.000Z'],
  ['Tuesday, January 3, 2023, 12:05:01\u202fPM UTC', '2023-01-03T12:05:01.000Z'],
  ['mardi 3 janvier 2023 à 10:15:31 UTC', undefined],
  ['Tuesday, January 3, 2023 at 10:15:31 AM PST', undefined],
] as const)('%s', ([text, expected]) => expect(timeOfProse(text).time).toBe(expected))
