import {
  chatgptConversation,
  claudeCodeRecord,
  cursorBubble,
  discordId,
  discordMessage,
  jiraRow,
  mailMessage,
  nodeId,
  slackMessage,
  slackTs,
  telegramMessage,
  type MakeRecord,
} from './export-records.ts'

/** An export that is generated. */
export interface ExportSubject {
  /** Its file in the folder of all. */
  readonly name: string
  readonly make: MakeRecord
  /** What a finding says of the record it is in. */
  readonly recordOf: (at: number) => string
  /** Every so many records one holds a secret. */
  readonly plantedEvery: number
  readonly container: FileOfRecords | 'days in a zip' | 'database'
}

/** What stands around records in a file. */
export interface FileOfRecords {
  readonly head: string
  readonly separator: string
  readonly tail: string
}

const jiraNames = 'Summary,Issue key,Issue id,Issue Type,Status,Project name,Reporter,Created,Description,Comment\n' // prettier-ignore

export const exportSubjects: readonly ExportSubject[] = [
  {
    name: 'slack/general/2025-01-24.json',
    make: slackMessage,
    recordOf: slackTs,
    plantedEvery: 5000,
    container: { head: '[', separator: ',\n', tail: ']' },
  },
  {
    name: 'slack-days.zip',
    make: slackMessage,
    recordOf: slackTs,
    plantedEvery: 5000,
    container: 'days in a zip',
  },
  {
    name: 'telegram/result.json',
    make: telegramMessage,
    recordOf: String,
    plantedEvery: 5000,
    container: {
      head: '{"name":"Ann","type":"personal_chat","id":1,"messages":[',
      separator: ',',
      tail: ']}',
    },
  },
  {
    name: 'chatgpt/conversations.json',
    make: chatgptConversation,
    recordOf: nodeId,
    plantedEvery: 200,
    container: { head: '[', separator: ',', tail: ']' },
  },
  {
    name: 'claude/11111111-2222-4333-8444-555555555555.jsonl',
    make: claudeCodeRecord,
    recordOf: nodeId,
    plantedEvery: 300,
    container: { head: '', separator: '\n', tail: '\n' },
  },
  {
    name: 'discord/general [423456789012345678].json',
    make: discordMessage,
    recordOf: discordId,
    plantedEvery: 3000,
    container: {
      head: `${JSON.stringify({
        guild: { id: '323456789012345678', name: 'Test', iconUrl: null },
        channel: { id: '423456789012345678', type: 'GuildTextChat', categoryId: null, category: null, name: 'general', topic: null },
        dateRange: { after: null, before: null },
        exportedAt: '2024-06-01T10:00:00+00:00',
      }).slice(0, -1)},"messages":[`,
      separator: ',\n',
      tail: ']}',
    },
  },
  {
    name: 'cursor/state.vscdb',
    make: cursorBubble,
    recordOf: nodeId,
    plantedEvery: 1000,
    container: 'database',
  },
  {
    name: 'mail/box.mbox',
    make: mailMessage,
    recordOf: (at) => `${nodeId(at)}@example.com`,
    plantedEvery: 1000,
    container: { head: '', separator: '\n', tail: '\n' },
  },
  {
    name: 'jira/issues.csv',
    make: jiraRow,
    recordOf: (at) => `OPS-${at}`,
    plantedEvery: 2000,
    container: { head: jiraNames, separator: '\n', tail: '\n' },
  },
] // prettier-ignore
