import { expect, test } from 'vitest'
import type { ExportOrigin } from '../../src/engine/document.ts'
import { attributionOf, describeRecord, describeTime } from '../../src/report/describe-record.ts'

const run = '3f2a8c11-0d5e-4c7b-9a51-7f6f2b1c9d10'

test.for<[said: Partial<ExportOrigin>, shown: string]>([
  [
    { channel: 'general', channelId: 'C0123ABCD', user: 'Ann', time: '2025-01-24T10:34:09.675Z' },
    '#general · Ann · 2025-01-24 10:34 UTC',
  ],
  [{ channel: 'D0123ABCD', channelId: 'D0123ABCD', userId: 'U1' }, 'D0123ABCD · U1'],
  [{ channel: '#general', workspace: 'Acme' }, 'Acme #general'],
  [{ channel: 'general', workspace: 'T0123ABCD' }, '#general'],
  [{ format: 'telegram', channel: 'Team', user: 'Bo' }, 'Team · Bo'],
  [{ format: 'jira', channel: 'OPS', record: 'OPS-1', user: 'Bo' }, 'OPS-1 · Bo'],
  [{ format: 'jira', channel: 'Ops', record: '10', thread: 'OPS-1', user: 'Bo' }, 'Ops OPS-1 · Bo'],
  [{ format: 'linear', workspace: 'acme', record: run, thread: 'ENG-12' }, 'acme ENG-12'],
  [{ format: 'zendesk', channel: 'email', record: '35436', userId: '7' }, 'email #35436 · 7'],
  [{ format: 'sqlite' }, 'left of deleted or changed rows'],
  [{ format: 'github', channel: 'acme/app', record: '99', thread: '17' }, 'acme/app #17'],
  [{ user: 'Ann', record: '17.2', thread: '17.1' }, 'Ann · in a thread'],
  [{ user: 'Ann', record: '17.1', thread: '17.1' }, 'Ann'],
  [{ user: 'Ann', thread: 'deploys' }, 'Ann · thread deploys'],
  [{ channel: 'incident', user: 'Ann', file: 'a/.env' }, '#incident · Ann · attachment a/.env'],
  [{}, 'slack'],
  [
    { format: 'claude-code', run, role: 'tool', tool: 'Bash', toolCall: 'toolu_1', turn: '12' },
    'claude-code run 3f2a8c11… · Bash result · turn 12',
  ],
  [{ format: 'codex', run, role: 'assistant', tool: 'shell' }, 'codex run 3f2a8c11… · shell call'],
  [
    { format: 'chatgpt', run, channel: 'Shop', role: 'user' },
    'chatgpt run 3f2a8c11… · “Shop” · user',
  ],
  [
    { format: 'chatgpt', run, role: 'user', file: '.env' },
    'chatgpt run 3f2a8c11… · user · attachment .env',
  ],
  [
    { format: 'codex', run, role: 'tool', tool: 'read', file: '/w/.env' },
    'codex run 3f2a8c11… · read result',
  ],
  [
    { format: 'claude-code', run, parentRun: run, agent: 'explore', role: 'assistant' },
    'claude-code run 3f2a8c11… · of run 3f2a8c11… · agent explore · assistant',
  ],
  [{ format: 'otel', trace: 'a'.repeat(32) }, 'otel trace aaaaaaaa…'],
])('%j is shown as %s', ([said, shown]) => {
  const origin: ExportOrigin = { kind: 'export', path: 'a.json', format: 'slack', ...said }
  expect(describeRecord(origin).join(' · ')).toBe(shown)
})

test.for([
  ['2025-01-24T10:34:09Z', '2025-01-24 10:34 UTC'],
  ['2025-01-24T10:34:09.123+02:00', '2025-01-24 10:34 +02:00'],
  ['2025-01-24T10:34:09.000+0000', '2025-01-24 10:34 UTC'],
  ['2025-01-24T10:34:09', '2025-01-24 10:34'],
  ['24.01.25, 10:34', '24.01.25, 10:34'],
] as const)('the time %s is shown as %s', ([time, shown]) => {
  expect(describeTime(time)).toBe(shown)
})

test('all that is said is told, also what a later format says', () => {
  const origin = { kind: 'export', path: 'p', format: 'slack', copies: [], later: 'x', user: 'Ann' }
  expect(attributionOf(origin as unknown as ExportOrigin)).toEqual([
    ['format', 'slack'],
    ['user', 'Ann'],
    ['later', 'x'],
  ])
})
