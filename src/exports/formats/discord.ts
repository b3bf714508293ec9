import type { Attribution } from '../attribution.ts'
import { nameOfFolder, pathAbove } from '../file-path.ts'
import type { FileContext, JsonLayout } from '../layout.ts'

/** A channel, or a part of one, as DiscordChatExporter writes it: https://github.com/Tyrrrz/DiscordChatExporter */
export const discordChannel: JsonLayout = {
  format: 'discord',
  holds: 'messages',
  signs: [
    ['guild', 'channel.id', 'channel.type', 'dateRange'],
    ['guild', 'channel.id', 'messages[].author.id', 'messages[].timestamp'],
  ],
  scopes: {
    '': {
      fields: {
        workspace: 'guild.name',
        channel: 'channel.name',
        channelId: 'channel.id',
        // `finish` makes the address of it.
        url: 'guild.id',
      },
    },
    'messages[]': {
      isRecord: true,
      fields: {
        record: 'id',
        time: 'timestamp',
        user: 'author.nickname|author.name',
        userId: 'author.id',
      },
    },
    'messages[].attachments[]': { fields: { file: 'fileName' } },
  },
  // Where media were downloaded, the address is the place of the file.
  files: [{ at: 'messages[].attachments[].url', by: 'path' }],
  opaque: [
    '**.id',
    '**.messageId',
    '**.channelId',
    '**.guildId',
    '**.avatarUrl',
    '**.iconUrl',
    '**.imageUrl',
  ],
  finish({ url: guild, ...said }) {
    const { channelId, record } = said
    if (channelId === undefined || record === undefined) return said
    const server = guild === undefined || guild === '0' ? '@me' : guild
    return { ...said, url: `https://discord.com/channels/${server}/${channelId}/${record}` }
  },
}

/**
 * What Discord gives a user of their own messages:
 * https://support.discord.com/hc/en-us/articles/360004957991-Your-Discord-Data-Package
 */
export const discordPackageMessages: JsonLayout = {
  format: 'discord',
  holds: 'messages of one user',
  signs: [['[].ID', '[].Timestamp', '[].Contents']],
  scopes: { '[]': { isRecord: true, fields: { record: 'ID', time: 'Timestamp' } } },
  opaque: ['**.ID'],
  finish: finishPackageMessage,
}

/** A channel that the user wrote to. */
export const discordPackageChannel: JsonLayout = {
  format: 'discord',
  holds: 'a channel',
  signs: [['id', 'type']],
  path: /(?:^|[!/])c?\d{15,20}\/channel\.json$/,
  scopes: {
    '': {
      isRecord: true,
      names: 'channel',
      fields: { channelId: 'id', channel: 'name', workspace: 'guild.name' },
    },
  },
  learn({ channelId, workspace }, { names }) {
    if (channelId !== undefined && workspace !== undefined)
      names.set('workspace', channelId, workspace)
  },
}

/** What all channels are called that the user wrote to, conversations of two as well. */
export const discordPackageIndex: JsonLayout = {
  format: 'discord',
  holds: 'names of channels',
  signs: [['*']],
  path: /(?:^|[!/])messages\/index\.json$/i,
  scopes: { '': { isRecord: true, fields: {} } },
  isNameTable: 'channel',
}

/** The user all messages of a package are of. */
export const discordPackageAccount: JsonLayout = {
  format: 'discord',
  holds: 'the account',
  signs: [['id', 'username']],
  path: /(?:^|[!/])account\/user\.json$/i,
  scopes: {
    '': { isRecord: true, fields: { userId: 'id', user: 'global_name|username' } },
  },
  learn({ userId, user }, { path, names }) {
    const owner = ownerOf(path)
    if (user !== undefined) names.set('user', owner, user)
    if (userId !== undefined) names.set('user', `${owner}id`, userId)
  },
}

export function finishPackageMessage(said: Attribution, { path, names }: FileContext): Attribution {
  const owner = ownerOf(path)
  const channelId = /^c?(\d{15,20})$/.exec(nameOfFolder(path) ?? '')?.[1]
  const known = {
    channelId,
    channel: names.get('channel', channelId) ?? names.get('channel', inFolder(path, channelId)),
    workspace: names.get('workspace', channelId),
    user: names.get('user', owner),
    userId: names.get('user', `${owner}id`),
  }
  return { ...said, ...Object.fromEntries(Object.entries(known).filter(([, name]) => name)) }
}

/** As {@link discordPackageIndex} has it, which lies beside the folders of the channels. */
function inFolder(path: string, channelId: string | undefined): string | undefined {
  return channelId === undefined ? undefined : `${pathAbove(pathAbove(path))}#${channelId}`
}

/** Where in the names the owner of the package stands that a file is of. */
function ownerOf(path: string): string {
  return `${path.replace(/(?:account|messages)\/.*$/i, '')}@me`
}
