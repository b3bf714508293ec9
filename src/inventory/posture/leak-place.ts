import type { Origin } from '../../engine/document.ts'

/** Where a secret should not stand in clear, of those that have a check of their own. */
export type LeakPlace = 'env-file' | 'prompt' | 'ticket' | 'chat' | 'ci-output'

/** Formats of exports, see `exports/formats/`; of all others a role, tool or run says that it is of an agent. */
const chats = new Set([
  'slack', 'discord', 'mattermost', 'rocketchat', 'zulip', 'teams', 'telegram', 'whatsapp', 'messenger', 'matrix',
  'google-chat', 'gitter', 'mail',
]) // prettier-ignore
const tickets = new Set(['jira', 'zendesk', 'freshdesk', 'intercom', 'linear', 'github', 'beads'])
const prompts = new Set([
  'chatgpt', 'claude-ai', 'claude-code', 'claude-design', 'codex', 'cursor', 'gemini-cli', 'ai-studio', 'antigravity',
  'grok', 'openai', 'anthropic', 'langfuse', 'langsmith', 'litellm', 'helicone', 'mcp', 'otel', 'acp', 'atof', 'atif',
]) // prettier-ignore

const envFile = /(?:^|[/!])(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc|\.dev\.vars)$/i

/** Files that are read to an agent as they are: instructions, rules, skills, prompts. */
const promptFile =
  /(?:^|[/!])(?:AGENTS|CLAUDE|GEMINI|SKILL|QWEN)(?:\.\w+)?\.md$|(?:^|[/!])(?:\.cursorrules|\.windsurfrules|\.clinerules|copilot-instructions\.md)$|(?:^|[/!])\.(?:cursor|windsurf|clinerules|claude)\/(?:rules|commands|agents|skills|prompts)\/|\.(?:prompt|prompty|mdc)(?:\.\w+)?$|(?:^|[/!])(?:system[-_])?prompts?(?:[/!]|\.\w+$)/i

/** Names of what builds write: GitHub's log archives have a number before each step's name. */
const ciOutput =
  /(?:^|[/!])(?:ci|build|job|pipeline|actions?|workflow|jenkins)[-_]?(?:logs?|output|trace)s?(?:[-_/.!]|$)|(?:^|[/!])logs_\d+\.zip!|!\d+_[^/!]*\.txt$|(?:^|[/!])(?:console|trace|build|job)(?:[-_]?output)?\.(?:log|txt)$|(?:^|[/!])consoleText$/i

/** @returns nothing for a place that is none of these, such as source code: that a scan found it says enough */
export function leakPlaceOf(origin: Origin): LeakPlace | undefined {
  if (origin.kind === 'export') {
    const { format, role, run, trace, tool } = origin
    if (chats.has(format)) return 'chat'
    if (tickets.has(format)) return 'ticket'
    if (prompts.has(format)) return 'prompt'
    // Settings of clients have a check of their own, which reads them.
    if (format === 'mcp-config') return undefined
    if ([role, run, trace, tool].some((part) => part !== undefined)) return 'prompt'
  }
  if (envFile.test(origin.path)) return 'env-file'
  if (ciOutput.test(origin.path)) return 'ci-output'
  return promptFile.test(origin.path) ? 'prompt' : undefined
}
