import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'
import { timeOfMilliseconds } from '../time.ts'

const upload: Scope = {
  isRecord: true,
  fields: {
    record: '_id',
    file: 'name|filename',
    channelId: 'rid',
    userId: 'userId',
    time: 'uploadedAt.$date|uploadedAt|uploadDate.$date|uploadDate',
  },
}

/** What was sent, but for its content: https://developer.rocket.chat/docs/upload-object */
export const rocketchatUploads: JsonLayout = {
  format: 'rocketchat',
  holds: 'uploads',
  path: /rocketchat_uploads\.(?:bson|json)$/,
  signs: [
    ['_id', 'name', 'store'],
    ['_id', 'name', 'rid'],
    ['[]._id', '[].name', '[].rid'],
  ],
  scopes: { '': upload, '[]': upload },
  opaque: ['**._id', '**.rid', '**.userId', '**.etag', '**.token'],
  learn(said, { names }) {
    if (said.record !== undefined) names.set('file', said.record, JSON.stringify(said))
  },
  finish: finishUpload,
}

/** The content, cut in parts of 255 KiB: https://www.mongodb.com/docs/manual/core/gridfs/ */
export const rocketchatChunks: JsonLayout = {
  format: 'rocketchat',
  holds: 'content of uploads',
  path: /rocketchat_uploads\.chunks\.bson$/,
  signs: [['files_id', 'n', 'data']],
  scopes: { '': { isRecord: true, fields: { record: 'files_id' } } },
  joins: [{ at: '', pieces: ['data'], goesOnBy: ['record'] }],
  opaque: ['_id', 'files_id'],
  finish(said, file) {
    const known = file.names.get('file', said.record)
    return known === undefined ? said : finishUpload(JSON.parse(known) as Attribution, file)
  },
}

const user: Scope = {
  isRecord: true,
  names: 'user',
  fields: { userId: '_id', user: 'name|username', time: 'createdAt.$date|createdAt' },
}

/** Who the ids are, with their hashed passwords and tokens. */
export const rocketchatUsers: JsonLayout = {
  format: 'rocketchat',
  holds: 'users',
  path: /(?:^|[!/])users\.(?:bson|json)$/,
  // Other databases have users as well.
  signs: ['', '[].'].map((outer) => [
    `${outer}_id`,
    `${outer}username`,
    `${outer}roles`,
    [`${outer}type`, /^(?:user|bot|app)$/],
  ]),
  scopes: { '': user, '[]': user },
  opaque: ['**._id'],
  finish: (said) => ({ ...said, ...timeOfMilliseconds(said.time) }),
}

function finishUpload(said: Attribution, { names }: FileContext): Attribution {
  const channel = names.get('channel', said.channelId)
  const name = names.get('user', said.userId) ?? said.userId
  return {
    ...said,
    ...timeOfMilliseconds(said.time),
    ...(channel !== undefined && { channel }),
    ...(name !== undefined && { user: name }),
  }
}
