import type { JsonLayout, Scope } from '../layout.ts'
import { roleOf } from '../roles.ts'
import { timeOfMilliseconds } from '../time.ts'

const response: Scope = {
  isRecord: true,
  fields: {
    record: '_id|id|response_id',
    role: 'sender',
    // Of a dump of a database, or plain.
    time: 'create_time.$date.$numberLong|create_time.$date|create_time',
    model: 'model',
  },
}

/** What https://accounts.x.ai/data gives: `prod-grok-backend.json`; a response may stand in an object of its own. */
export const grok: JsonLayout = {
  format: 'grok',
  holds: 'conversations',
  signs: [
    ['conversations[].conversation', 'conversations[].responses'],
    ['conversations[].responses[].sender'],
    ['conversations[].responses[].response.sender'],
  ],
  scopes: {
    'conversations[]': {
      isRecord: true,
      fields: {
        run: 'conversation.id|conversation._id',
        channel: 'conversation.title',
        time: 'conversation.create_time',
        userId: 'conversation.user_id',
      },
    },
    'conversations[].responses[]': response,
    'conversations[].responses[].response': response,
  },
  opaque: ['**._id'],
  finish(said) {
    const { userId, ...rest } = said
    const role = roleOf(said.role?.toLowerCase())
    const isUser = role.role === 'user' && userId !== undefined
    return {
      ...rest,
      ...timeOfMilliseconds(said.time),
      ...role,
      ...(isUser && { userId }),
      ...(said.run !== undefined && { url: `https://grok.com/c/${said.run}` }),
    }
  },
}
