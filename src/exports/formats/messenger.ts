import type { JsonLayout } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

/** Facebook Messenger, and Instagram: https://www.facebook.com/help/212802592074644 */
export const messenger: JsonLayout = {
  format: 'messenger',
  holds: 'messages',
  signs: [
    ['participants[].name', 'messages[].sender_name', 'messages[].timestamp_ms'],
    // Of chats that are encrypted from end to end.
    ['participants[]', 'threadName', 'messages[].senderName'],
  ],
  scopes: {
    '': { fields: { channel: 'title|threadName', channelId: 'thread_path' } },
    'messages[]': {
      isRecord: true,
      fields: { user: 'sender_name|senderName', time: 'timestamp_ms|timestamp' },
    },
  },
  // From the top of what was downloaded on.
  files: [{ at: 'messages[].*[].uri', by: 'path', isFromAbove: true }],
  opaque: ['**.uri'],
  finish: (attribution) => ({ ...attribution, ...timeOfMilliseconds(attribution.time) }),
}
