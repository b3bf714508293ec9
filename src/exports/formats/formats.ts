import type { JsonLayout } from '../layout.ts'
import type { Mention } from '../named-files.ts'
import type { TextLayout } from '../text-layout.ts'
import { anthropic } from './anthropic.ts'
import { aiStudio } from './ai-studio.ts'
import { antigravity } from './antigravity.ts'
import { atif, atof } from './atof.ts'
import { beads } from './beads.ts'
import { chatgptHtml } from './chatgpt-html.ts'
import { chatgptConversations, chatgptFiles, chatgptUser } from './chatgpt.ts'
import {
  claudeAiConversations,
  claudeAiMemories,
  claudeAiProjects,
  claudeAiUsers,
} from './claude-ai.ts'
import {
  claudeCodeCredentials,
  claudeCodeHistory,
  claudeCodeIndex,
  claudeCodeSession,
} from './claude-code.ts'
import { claudeDesign } from './claude-design.ts'
import { codexCredentials, codexEvents, codexHistory, codexRollout } from './codex.ts'
import { cursorBlob, cursorBubble, cursorComposer, cursorWorkspace } from './cursor.ts'
import { discordCsv } from './discord-csv.ts'
import {
  discordChannel,
  discordPackageAccount,
  discordPackageChannel,
  discordPackageIndex,
  discordPackageMessages,
} from './discord.ts'
import { helicone, litellm } from './gateways.ts'
import { elementHtml, telegramHtml } from './html-chats.ts'
import { gitter } from './gitter.ts'
import { googleChatGroup, googleChatMessages, googleChatUser } from './google-chat.ts'
import { langfuseObservations, langfuseTraces } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import { geminiCliCheckpoint, geminiCliLogs, geminiCliSession } from './gemini-cli.ts'
import { grok } from './grok.ts'
import { freshdesk } from './freshdesk.ts'
import { github } from './github.ts'
import { intercom } from './intercom.ts'
import { jiraXml } from './jira-xml.ts'
import { jira } from './jira.ts'
import { linear } from './linear.ts'
import { mail } from './mail.ts'
import { looseCursorChat, looseCursorMessage, looseCursorPrompts } from './loose-cursor.ts'
import { matrix } from './matrix.ts'
import { mattermost } from './mattermost.ts'
import { mcpConfig } from './mcp-config.ts'
import { acp, mcp } from './mcp.ts'
import { messenger } from './messenger.ts'
import { openai } from './openai.ts'
import { otel } from './otel.ts'
import { rocketchat, rocketchatRooms } from './rocketchat.ts'
import { rocketchatChunks, rocketchatUploads, rocketchatUsers } from './rocketchat-uploads.ts'
import { slackChannels, slackFiles, slackIntegrations, slackMessages, slackUsers } from './slack.ts'
import { csv, ticketTables } from './tables.ts'
import { teamsChannels, teamsLists, teamsMeetings, teamsMessages } from './teams.ts'
import { telegram, telegramMessages } from './telegram.ts'
import { whatsapp } from './whatsapp.ts'
import { zendesk, zendeskUsers } from './zendesk.ts'
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
  discordPackageIndex,
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
  rocketchatRooms,
  rocketchatUploads,
  rocketchatChunks,
  rocketchatUsers,
  messenger,
  gitter,
  langsmith,
  langfuseTraces,
  langfuseObservations,
  otel,
  mcpConfig,
  acp,
  mcp,
  litellm,
  helicone,
  anthropic,
  openai,
  chatgptConversations,
  chatgptUser,
  chatgptFiles,
  claudeAiConversations,
  claudeAiUsers,
  claudeAiProjects,
  claudeAiMemories,
  claudeCodeSession,
  claudeCodeHistory,
  claudeCodeIndex,
  claudeCodeCredentials,
  codexRollout,
  codexHistory,
  codexEvents,
  codexCredentials,
  geminiCliSession,
  geminiCliLogs,
  geminiCliCheckpoint,
  looseCursorMessage,
  looseCursorChat,
  looseCursorPrompts,
  aiStudio,
  grok,
  antigravity,
  atof,
  atif,
  beads,
  claudeDesign,
  jira,
  zendesk,
  zendeskUsers,
  freshdesk,
  intercom,
  linear,
  github,
  cursorBubble,
  cursorComposer,
  cursorBlob,
  cursorWorkspace,
]

/** Kinds of files that are no JSON, asked first. */
export const textLayouts: readonly TextLayout[] = [
  whatsapp,
  discordCsv,
  chatgptHtml,
  telegramHtml,
  elementHtml,
  mail,
  jiraXml,
  ...ticketTables,
  csv,
]

/** What the place of a file says that lies beside messages. */
export function mentionOfPath(path: string): Mention | undefined {
  for (const { format, besides } of layouts) {
    const attribution = besides?.(path)
    if (attribution) return { format, attribution }
  }
  return undefined
}

/** Names of formats, each once. */
export const exportFormats: readonly string[] = [
  ...new Set([...layouts, ...textLayouts].map(({ format }) => format)),
]
