import type { JsonLayout } from '../layout.ts'
import type { TextLayout } from '../text-layout.ts'
import { discordCsv } from './discord-csv.ts'
import {
  discordChannel,
  discordPackageAccount,
  discordPackageChannel,
  discordPackageMessages,
} from './discord.ts'
import { gitter } from './gitter.ts'
import { googleChatGroup, googleChatMessages, googleChatUser } from './google-chat.ts'
import { matrix } from './matrix.ts'
import { mattermost } from './mattermost.ts'
import { messenger } from './messenger.ts'
import { rocketchat } from './rocketchat.ts'
import { slackChannels, slackFiles, slackIntegrations, slackMessages, slackUsers } from './slack.ts'
import { teamsChannels, teamsLists, teamsMeetings, teamsMessages } from './teams.ts'
import { telegram, telegramMessages } from './telegram.ts'
import { whatsapp } from './whatsapp.ts'
import { zulipMessages, zulipRealm, zulipTables } from './zulip.ts'

/** All kinds of files that are known; of two that fit alike the first counts. */
export const layouts: readonly JsonLayout[] = [
  slackMessages,
  slackUsers,
  slackChannels,
  slackIntegrations,
  slackFiles,
  discordChannel,
  discordPackageMessages,
  discordPackageChannel,
  discordPackageAccount,
  teamsMessages,
  teamsMeetings,
  teamsChannels,
  teamsLists,
  mattermost,
  googleChatMessages,
  googleChatGroup,
  googleChatUser,
  telegram,
  telegramMessages,
  zulipMessages,
  zulipRealm,
  zulipTables,
  matrix,
  rocketchat,
  messenger,
  gitter,
]

/** Kinds of files that are no JSON, asked first. */
export const textLayouts: readonly TextLayout[] = [whatsapp, discordCsv]

/** Names of formats, each once. */
export const exportFormats: readonly string[] = [
  ...new Set([...layouts, ...textLayouts].map(({ format }) => format)),
]
