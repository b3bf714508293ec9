import type { JsonLayout } from '../layout.ts'
import { slackChannels, slackIntegrations, slackMessages, slackUsers } from './slack.ts'

/** All kinds of files that are known; of two that fit alike the first counts. */
export const layouts: readonly JsonLayout[] = [
  slackMessages,
  slackUsers,
  slackChannels,
  slackIntegrations,
]

/** Names of formats, each once. */
export const exportFormats: readonly string[] = [...new Set(layouts.map(({ format }) => format))]
