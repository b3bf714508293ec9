import type { Attribution } from '../attribution.ts'
import type { FileContext, JsonLayout, Scope } from '../layout.ts'

/**
 * https://learn.microsoft.com/en-us/graph/api/resources/chatmessage; exports of a tenant have the same fields in
 * PascalCase.
 */
const message: Scope = {
  isRecord: true,
  fields: bothCases({
    record: ['Id'],
    time: ['CreatedDateTime'],
    thread: ['ReplyToId'],
    user: ['From.User.DisplayName', 'From.Application.DisplayName', 'From.Device.DisplayName'],
    userId: ['From.User.Id', 'From.Application.Id', 'From.Device.Id'],
    channelId: ['ChannelIdentity.ChannelId', 'ChatId'],
    workspace: ['ChannelIdentity.TeamId'],
    url: ['WebUrl'],
  }),
}

/** Messages of a channel or of a person's chats, as exported or as Graph gives them. */
export const teamsMessages: JsonLayout = {
  format: 'teams',
  holds: 'messages',
  signs: [
    ['[].Body.Content', '[].CreatedDateTime', '[].MessageType'],
    ['[].body.content', '[].createdDateTime', '[].messageType'],
    ['value[].body.content', 'value[].createdDateTime', 'value[].messageType'],
    ['body.content', 'createdDateTime', 'messageType'],
  ],
  scopes: {
    '[]': message,
    '[].Replies[]': message,
    '[].replies[]': message,
    'value[]': message,
    'value[].replies[]': message,
    '': message,
    'replies[]': message,
  },
  joins: [
    { at: '**.Body.Content', pieces: [''], isHtml: true },
    { at: '**.body.content', pieces: [''], isHtml: true },
  ],
  files: ['Attachments[].Id', 'attachments[].id', 'Attachments[].Name', 'attachments[].name'].map(
    (at) => ({
      at: `**.${at}`,
      by: /id$/i.test(at) ? 'id' : 'name',
    }),
  ),
  opaque: [
    '**.Id', '**.id', '**.Etag', '**.etag', '**.TenantId', '**.tenantId', '**.ReplyToId', '**.replyToId', '**.ChatId', '**.chatId',
    '**.ChannelId', '**.channelId', '**.TeamId', '**.teamId', '**.TeamsAppId', '**.teamsAppId',
  ], // prettier-ignore
  finish(attribution, { names }) {
    const { channelId, workspace: team, thread, record } = attribution
    const channel = names.get('channel', channelId)
    const workspace = names.get('workspace', team) ?? team
    const { thread: _, ...said } = attribution
    return {
      ...said,
      // What begins a thread replies to nothing.
      ...(thread !== undefined && thread !== record && { thread }),
      ...(channel !== undefined && { channel }),
      ...(workspace !== undefined && { workspace }),
    }
  },
}

/** Meetings of a person: what Graph calls an event. */
export const teamsMeetings: JsonLayout = {
  format: 'teams',
  holds: 'meetings',
  signs: [
    ['[].Subject', '[].Body.Content', '[].Organizer'],
    ['[].Subject', '[].JoinWebUrl'],
    ['[].subject', '[].body.content', '[].organizer'],
  ],
  path: /(?:^|[!/])meetings_[^/]*\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      fields: bothCases({
        record: ['Id'],
        time: ['CreatedDateTime', 'CreationDateTime'],
        user: ['Organizer.EmailAddress.Name', 'Organizer.EmailAddress.Address'],
        url: ['WebLink', 'JoinWebUrl'],
      }),
    },
  },
  joins: teamsMessages.joins!,
  opaque: teamsMessages.opaque!,
}

export const teamsChannels: JsonLayout = {
  format: 'teams',
  holds: 'channels',
  signs: [
    ['[].Id', '[].DisplayName'],
    ['[].id', '[].displayName'],
  ],
  path: /(?:^|[!/])channels_[^/]*\.json$/,
  scopes: {
    '[]': {
      isRecord: true,
      names: 'channel',
      fields: bothCases({ channelId: ['Id'], channel: ['DisplayName'], url: ['WebUrl'] }),
    },
  },
  opaque: teamsMessages.opaque!,
}

/** Teams and people. */
export const teamsLists: JsonLayout = {
  format: 'teams',
  holds: 'teams and people',
  signs: teamsChannels.signs,
  path: /(?:^|[!/])(?:teamsList|teamsSettings|usersList|teamMembers_[^/]*|teamInstalledApps_[^/]*)\.json$/,
  scopes: {
    '[]': { isRecord: true, fields: bothCases({ record: ['Id'], user: ['DisplayName'] }) },
  },
  opaque: teamsMessages.opaque!,
  learn: learnTeam,
  finish(attribution, { path }) {
    const { user, record, ...said } = attribution
    const isPeople = /usersList|teamMembers/.test(path)
    if (isPeople) return { ...said, ...(user && { user }), ...(record && { userId: record }) }
    return { ...said, ...(user && { workspace: user }) }
  },
}

function learnTeam({ record, user }: Attribution, { path, names }: FileContext): void {
  const isTeam = /teamsList/.test(path)
  if (isTeam && record !== undefined && user !== undefined) names.set('workspace', record, user)
}

/** @param fields each with its places, in PascalCase, the preferred first */
function bothCases<Key extends string>(
  fields: Readonly<Record<Key, readonly string[]>>,
): Record<Key, string> {
  const places = Object.entries<readonly string[]>(fields).map(([key, names]) => [
    key,
    names.flatMap((name) => [name, camelCase(name)]).join('|'),
  ])
  return Object.fromEntries(places) as Record<Key, string>
}

function camelCase(place: string): string {
  return place.replaceAll(/(?:^|\.)[A-Z]/g, (first) => first.toLowerCase())
}
