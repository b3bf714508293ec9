import type { RandomText } from './random-text.ts'

/** Makes one record of an export. */
export type MakeRecord = (at: number, text: RandomText, secret: string | undefined) => string

const words = 'the deploy of this branch failed again please look at the review and merge it when you are done with the server'.split(' ') // prettier-ignore

/** Words as people write: mostly few, sometimes many. */
function prose(text: RandomText, most = 40): string {
  const count = 2 + text.below(1 + text.below(most))
  return Array.from({ length: count }, () => text.pick(words)).join(' ')
}

/** Two parts of a text, where one of them is cut, else a few words. */
function cut(text: string | undefined): readonly [string, string] {
  return text === undefined ? ['now', ' or never'] : [text.slice(0, 9), text.slice(9)]
}

export function slackTs(at: number): string {
  return `${1_700_000_000 + at}.000100`
}

/** A secret is cut by its style. */
export const slackMessage: MakeRecord = (at, text, secret) => {
  const said = prose(text)
  const [bold, plain] = cut(secret)
  const elements = [
    { type: 'text', text: `${said} ` },
    { type: 'text', text: bold, style: { bold: true } },
    { type: 'text', text: plain },
  ]
  return JSON.stringify({
    client_msg_id: text.uuid(),
    type: 'message',
    text: said,
    user: 'U06NU4E26M9',
    ts: slackTs(at),
    blocks: [
      {
        type: 'rich_text',
        block_id: text.run('hex', 5),
        elements: [{ type: 'rich_text_section', elements }],
      },
    ],
    team: 'T06NRA6HM3P',
    user_team: 'T06NRA6HM3P',
    source_team: 'T06NRA6HM3P',
    user_profile: {
      avatar_hash: text.run('hex', 12),
      image_72: `https://secure.gravatar.com/avatar/${text.run('hex', 32)}.jpg?s=72`,
      first_name: 'Ann',
      real_name: 'Ann Lee',
      display_name: 'ann',
      team: 'T06NRA6HM3P',
      name: 'ann',
      is_restricted: false,
      is_ultra_restricted: false,
    },
  })
}

export const telegramMessage: MakeRecord = (at, text, secret) => {
  const [bold, plain] = cut(secret)
  const parts = [`${prose(text)} `, { type: 'bold', text: bold }, plain]
  return JSON.stringify({
    id: at,
    type: 'message',
    date: '2025-01-01T10:00:00',
    date_unixtime: '1735725600',
    from: 'Ann Lee',
    from_id: 'user123456',
    text: parts,
    text_entities: parts.map((part) =>
      typeof part === 'string' ? { type: 'plain', text: part } : part,
    ),
  })
}

/** A conversation, with a branch; the secret stands in what was asked anew. */
export const chatgptConversation: MakeRecord = (at, text, secret) => {
  const count = 4 + text.below(16)
  const ids = Array.from({ length: count }, () => text.uuid())
  const parentOf = (turn: number) => (turn % 5 === 4 ? turn - 3 : turn - 1)
  const nodes = ids.map((id, turn) => [
    id,
    {
      id,
      message: {
        id: turn === 2 ? nodeId(at) : id,
        author: { role: turn % 2 === 0 ? 'user' : 'assistant', name: null, metadata: {} },
        create_time: 1_700_000_000 + at,
        update_time: null,
        content: {
          content_type: 'text',
          parts: [
            `${prose(text, 240)}${turn === 2 && secret !== undefined ? ` "${secret}"\n` : ''}`,
          ],
        },
        status: 'finished_successfully',
        end_turn: true,
        weight: 1,
        metadata: { request_id: text.uuid(), model_slug: 'gpt-4o', parent_id: id },
        recipient: 'all',
        channel: null,
      },
      parent: turn === 0 ? null : ids[parentOf(turn)],
      children: ids.filter((_, child) => child > 0 && parentOf(child) === turn),
    },
  ])
  return JSON.stringify({
    title: prose(text, 4),
    create_time: 1_700_000_000 + at,
    update_time: 1_700_000_000 + at,
    mapping: Object.fromEntries(nodes) as object,
    current_node: ids.at(-1),
    conversation_id: text.uuid(),
    is_archived: false,
    safe_urls: [],
    default_model_slug: 'gpt-4o',
  })
}

export function nodeId(at: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(at).padStart(12, '0')}`
}

/** What a tool has said, in its two copies: lines of source text, so full of escapes. */
export const claudeCodeRecord: MakeRecord = (at, text, secret) => {
  const lines = Array.from({ length: 1 + text.below(120) }, (_, line) => {
    const indent = '\t'.repeat(text.below(4))
    return `${indent}const value${line} = read("${prose(text, 8)}") // ${text.run('digits', 4)}`
  })
  if (secret !== undefined) lines.splice(lines.length >> 1, 0, `\ttoken = "${secret}"`)
  const stdout = lines.join('\n')
  return JSON.stringify({
    parentUuid: text.uuid(),
    isSidechain: false,
    userType: 'external',
    cwd: '/home/ann/project',
    sessionId: '11111111-2222-4333-8444-555555555555',
    version: '2.0.14',
    gitBranch: 'main',
    type: 'user',
    message: {
      role: 'user',
      content: [
        { tool_use_id: `toolu_${text.run('hex', 24)}`, type: 'tool_result', content: stdout, is_error: false },
      ],
    },
    uuid: nodeId(at),
    timestamp: '2025-10-01T10:00:00.000Z',
    toolUseResult: { stdout, stderr: '', interrupted: false, isImage: false },
  }) // prettier-ignore
}

export const discordMessage: MakeRecord = (at, text, secret) => {
  const author = {
    id: '123456789012345678',
    name: 'ann',
    discriminator: '0000',
    nickname: 'Ann',
    color: null,
    isBot: false,
    roles: [{ id: '223456789012345678', name: 'dev', color: '#3498DB', position: 3 }],
    avatarUrl: `https://cdn.discordapp.com/avatars/1/${text.run('hex', 32)}.png?size=512`,
  }
  return JSON.stringify(
    {
      id: discordId(at),
      type: 'Default',
      timestamp: '2024-05-01T10:00:00.123+00:00',
      timestampEdited: null,
      callEndedTimestamp: null,
      isPinned: false,
      content: prose(text),
      author,
      attachments: [],
      embeds: at % 4 === 0 || secret !== undefined ? [{ title: prose(text, 6), url: null, timestamp: null, description: secret ?? prose(text), fields: [] }] : [],
      stickers: [],
      reactions: [],
      mentions: [],
      inlineEmojis: [],
    },
    null,
    2,
  ) // prettier-ignore
}

export function discordId(at: number): string {
  return String(1_200_000_000_000_000_000n + BigInt(at))
}

/** A value of the table of Cursor; half of the turns have what a tool has said. */
export const cursorBubble: MakeRecord = (at, text, secret) => {
  const lists = 'approximateLintErrors lints commits pullRequests attachedCodeChunks gitDiffs images relevantFiles toolResults notepads capabilities docsReferences webReferences cursorRules contextPieces allThinkingBlocks consoleLogs'.split(' ') // prettier-ignore
  const said = Array.from({ length: 1 + text.below(60) }, () => prose(text, 12)).join('\n')
  return JSON.stringify({
    _v: 3,
    type: at % 2 === 0 ? 1 : 2,
    ...Object.fromEntries(lists.map((name) => [name, []])),
    bubbleId: nodeId(at),
    requestId: text.uuid(),
    tokenCount: { inputTokens: 0, outputTokens: 0 },
    text: prose(text, 60),
    ...((at % 2 === 1 || secret !== undefined) && {
      toolFormerData: {
        tool: 15,
        toolCallId: `toolu_${text.uuid()}`,
        name: 'run_terminal_cmd',
        result: JSON.stringify({ output: `${said}${secret === undefined ? '' : `\nexport TOKEN="${secret}"`}` }),
      },
    }),
  }) // prettier-ignore
}

/** A secret is cut by a soft line break. */
export const mailMessage: MakeRecord = (at, text, secret) => {
  const lines = Array.from({ length: 3 + text.below(60) }, () => prose(text, 20))
  if (secret !== undefined) lines.push(`${'please use this one until tomorrow:'} ${secret.slice(0, 20)}=`, secret.slice(20)) // prettier-ignore
  return [
    'From ann@example.com Mon Jan  6 10:11:12 2025',
    `Message-ID: <${nodeId(at)}@example.com>`,
    'Date: Mon, 6 Jan 2025 10:11:12 +0000',
    'From: Ann Lee <ann@example.com>',
    'To: ops@example.com',
    `Subject: ${prose(text, 8)}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...lines,
    '',
  ].join('\n')
}

/** A secret stands in a comment of a cell of several lines. */
export const jiraRow: MakeRecord = (at, text, secret) => {
  const description = Array.from({ length: 1 + text.below(12) }, () => prose(text)).join('\n')
  const comment = `06/Jan/25 10:11 AM;ann;he said ""${secret ?? prose(text)}"" here`
  const cells = [prose(text, 8), `OPS-${at}`, String(10_000 + at), 'Bug', 'Done', 'Ops', 'bob', '01/Jan/25 9:00 AM', `${description}\n""quoted""`, comment] // prettier-ignore
  return cells.map((cell) => `"${cell}"`).join(',')
}
