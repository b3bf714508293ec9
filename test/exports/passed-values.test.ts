import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ExportListener } from '../../src/exports/export-reader.ts'
import { ExportScan } from '../../src/exports/export-scan.ts'
import type { ExportFound } from '../../src/exports/group-copies.ts'
import { anyJson } from '../../src/exports/formats/any-json.ts'
import { chatgptConversations } from '../../src/exports/formats/chatgpt.ts'
import { claudeCodeSession } from '../../src/exports/formats/claude-code.ts'
import { codexRollout } from '../../src/exports/formats/codex.ts'
import { slackMessages } from '../../src/exports/formats/slack.ts'
import { telegram } from '../../src/exports/formats/telegram.ts'
import { otel } from '../../src/exports/formats/otel.ts'
import { teamsMessages } from '../../src/exports/formats/teams.ts'
import { JsonExportReader } from '../../src/exports/json-export-reader.ts'
import type { JsonLayout } from '../../src/exports/layout.ts'
import { isConfident } from '../../src/rules/rule.ts'
import { bytesOfUtf8, latin1Of } from '../../src/text/bytes.ts'
import { makeEngine } from '../engine/real-pack.ts'
import { noise } from './check-format.ts'
import { githubToken } from './scan-text.ts'

const engine = makeEngine()

const layouts: readonly JsonLayout[] = [
  anyJson, slackMessages, telegram, chatgptConversations, claudeCodeSession, codexRollout, otel, teamsMessages,
] // prettier-ignore

/** Hides from readers that something could be passed over. */
function readingAll(listener: ExportListener): ExportListener {
  return {
    onMatch: (match, place) => listener.onMatch(match, place),
    onReference: (reference) => listener.onReference?.(reference),
    onText: (text) => listener.onText(text),
    onClosed: (outermost) => listener.onClosed(outermost),
    onProblem: (reason) => listener.onProblem(reason),
  }
}

function scan(
  bytes: Uint8Array,
  layout: JsonLayout,
  lengths: readonly number[],
  isAllRead: boolean,
) {
  const found: ExportFound[] = []
  const problems: string[] = []
  const open = (listener: ExportListener) =>
    new JsonExportReader(layout, isAllRead ? readingAll(listener) : listener)
  const scanned = new ExportScan(engine, open, {
    path: 'export.json',
    isWanted: ({ confidence }) => isConfident(confidence, 'medium'),
    onFound: (item) => found.push(item),
    onProblem: (reason) => problems.push(reason),
  })
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const end = at + lengths[turn % lengths.length]!
    scanned.push(bytes.slice(at, end))
    at = end
  }
  scanned.end()
  return { problems, found: found.map(toSaid).toSorted((left, right) => left.at - right.at) }
}

function toSaid({ match, attribution, path, copies, spans }: ExportFound) {
  const { place, secret } = match
  return {
    at: place.start, secret: latin1Of(secret), line: place.line, column: place.column, attribution, path, copies,
    spans: spans.toSorted((left, right) => left.start - right.start),
  } // prettier-ignore
}

/** Keys that layouts name, and others. */
const keys = [
  'text', 'ts', 'type', 'user', 'blocks', 'elements', 'messages', 'message', 'content', 'parts', 'mapping', 'metadata',
  'id', 'name', 'value', 'stringValue', 'key', 'attributes', 'sessionId', 'uuid', 'toolUseResult', 'structuredPatch',
  'lines', 'text_entities', 'tool_use_id', 'payload', 'call_id', 'output', 'items', 'resourceSpans', 'scopeSpans', 'spans',
  'Body', 'Content', 'chunks', 'something else', 'ключ', 'chats', 'list', 'title', 'conversation_id', 'role', 'data',
] // prettier-ignore

const password = noise('base62:16', 7)
const secrets = Array.from({ length: 6 }, (_, seed) => githubToken(seed + 900))
const [long] = secrets

const word = fc.constantFrom(
  'a', 'the deploy', '', 'x\ny', 'DB_PASSWORD', 'line\r\ndata: {"choices":[]}', '"quoted"', '\u{1f600} é', '<b>bold</b>',
  'R&D', '     1→one\n     2→two', '----', 'null', '\\\\server', '<p>', '</p><div class="a > b">', '<wbr>', '<span>', '&amp;&#x67;hp', '<!-- x -->', '< b', 'password: ', '"name":"API_TOKEN","value":"', ...secrets,
  ...secrets.flatMap((secret) => [secret.slice(0, 11), secret.slice(11)]),
  JSON.stringify({ name: 'DB_PASSWORD', value: password }), JSON.stringify(JSON.stringify({ token: long })),
) // prettier-ignore

const [, streamed] = secrets
const pairs = {
  list: [
    { value: password, name: 'DB_PASSWORD' },
    { value: 'x', name: 'PLACE' },
  ],
}
/** Texts that a string holds by the structure of its own. */
const nested = fc.constantFrom(
  JSON.stringify(pairs),
  JSON.stringify({ deep: JSON.stringify(pairs) }),
  JSON.stringify({
    blocks: [{ elements: [{ text: streamed!.slice(0, 9) }, { text: streamed!.slice(9) }] }],
  }),
  JSON.stringify(
    [{ prev_rendered_content: `<p>${streamed!.slice(0, 9)}<wbr>${streamed!.slice(9)}</p>` }],
    null,
    1,
  ),
  [streamed!.slice(0, 9), streamed!.slice(9)]
    .map(
      (content) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`,
    )
    .join(''),
)

const text = fc.array(word, { maxLength: 3 }).map((words) => words.join(''))

/** Neighbours that make up a secret, as formats cut it. */
const cut = fc.constantFrom(...secrets).chain((secret) =>
  fc.constantFrom(
    [{ text: secret.slice(0, 9) }, { text: secret.slice(9), style: { bold: true } }],
    [secret.slice(0, 20), { type: 'bold', text: secret.slice(20) }],
    {
      elements: [
        { text: secret.slice(0, 9) },
        { elements: [{ text: 'x' }, { text: 'y' }] },
        { text: secret.slice(9) },
      ],
    },
    { lines: [` ${secret.slice(0, 5)}`, `+${secret}`, '-x'] },
    {
      Body: {
        ContentType: 'html',
        Content: `<p>x</p>${secret.slice(0, 8)}<wbr>${secret.slice(8)} y`,
      },
    },
    { body: { content: `${secret.slice(0, 8)}<b>${secret.slice(8).replace('a', '&#97;')}</b>` } },
    { chunks: [secret.slice(0, 30), secret.slice(30)] },
  ),
)

/** Records that say something for others. */
const said = fc.constantFrom(...secrets).chain((secret) =>
  fc.constantFrom(
    {
      type: 'assistant',
      sessionId: 's1',
      message: { content: [{ type: 'tool_use', id: 't1', name: 'Bash' }] },
    },
    {
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: secret }] },
    },
    { type: 'session_meta', payload: { id: 'r1', cwd: '/x' } },
    { type: 'response_item', payload: { type: 'function_call', call_id: 'c1', name: 'shell' } },
    {
      type: 'response_item',
      payload: { type: 'function_call_output', call_id: 'c1', output: secret },
    },
    { type: 'assistant', sessionId: 's2', message: { content: secret } },
  ),
)

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    text,
    nested,
    said,
    fc.constant(pairs),
    fc.constantFrom(null, true, 12, -3.5e10),
    fc.constantFrom(1785578400.125, [1785578400, [], 1, 2], { at: 1785578400, list: [], to: 1 }),
    cut,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 6 }),
  ),
}))

/** Of chunks; short ones cut what is short. */
const lengths = fc
  .constantFrom(12, 300)
  .chain((max) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 4 }))

test('law: what is passed over changes nothing of what is found and said', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...layouts),
      fc.array(tree, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(undefined, 1),
      lengths,
      (layout, values, isList, space, parts) => {
        const print = (value: unknown) => JSON.stringify(value, null, space)
        const bytes = bytesOfUtf8(isList ? print(values) : values.map(print).join('\n'))
        const all = scan(bytes, layout, parts, true)
        expect(scan(bytes, layout, parts, false)).toEqual(all)
      },
    ),
    { numRuns: 400 },
  )
})

test('law: the same of what is cut off or broken', () => {
  const fault = fc.constantFrom('', '}', ',,', '\n', '"', '\\', '{', '[', ':', '\n[', '1 2')
  fc.assert(
    fc.property(
      fc.constantFrom(...layouts),
      tree,
      fc.array(fc.tuple(fc.nat(1000), fault), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(undefined, 1),
      lengths,
      (layout, value, faults, space, parts) => {
        const whole = JSON.stringify([value, value], null, space)
        const text = faults.reduce(
          (all, [at, fault]) => all + fault + whole.slice((at * 7) % whole.length),
          whole.slice(0, faults[0]![0] % whole.length),
        )
        const bytes = bytesOfUtf8(text)
        expect(scan(bytes, layout, parts, false)).toEqual(scan(bytes, layout, parts, true))
      },
    ),
    { numRuns: 300 },
  )
})
