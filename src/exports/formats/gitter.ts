import type { JsonLayout } from '../layout.ts'

/** Messages as Gitter's API gave them: https://developer.gitter.im/docs/messages-resource */
export const gitter: JsonLayout = {
  format: 'gitter',
  holds: 'messages',
  signs: [['[].fromUser.username', '[].sent', '[].text']],
  scopes: {
    '[]': {
      isRecord: true,
      fields: {
        record: 'id',
        time: 'sent',
        thread: 'parentId',
        user: 'fromUser.displayName|fromUser.username',
        userId: 'fromUser.id',
      },
    },
  },
  joins: [{ at: '[].html', pieces: [''], isHtml: true }],
  opaque: ['**.id', '**.avatarUrl', '**.avatarUrlSmall', '**.avatarUrlMedium'],
}
