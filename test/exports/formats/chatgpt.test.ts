import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkFormat, halves, noise, type Expected, type Plant } from '../check-format.ts'
import { githubToken, scanText } from '../scan-text.ts'

const run = noise('uuid', 1)
const seconds = 1785578400.123
const time = '2026-08-01T10:00:00.123Z'
const url = `https://chatgpt.com/c/${run}`

interface Node {
  readonly role: string
  readonly name?: string
  readonly recipient?: string
  readonly content: object
  readonly metadata?: object
}

function node(id: string, { role, name, recipient = 'all', content, metadata = {} }: Node): object {
  return {
    id,
    parent: 'root',
    children: ['x'],
    message: {
      id: `m-${id}`,
      author: { role, name: name ?? null, metadata: {} },
      create_time: seconds,
      update_time: null,
      content,
      status: 'finished_successfully',
      end_turn: true,
      weight: 1,
      metadata,
      recipient,
    },
  }
}

function conversation(plant: Plant, about: Expected = {}): object {
  const said = { run, url, channel: 'Deploy', time, model: 'gpt-5', tool: undefined, ...about }
  const by = (role: string, id: string, more: Expected = {}) => () =>
    plant({ ...said, role, record: `m-${id}`, ...more })
  const [system, user, asked] = [by('system', 'c', { user: undefined }), by('user', 'u'), by('user', 'v')]
  const [old, thought, code] = [by('assistant', 'o', { user: undefined }), by('assistant', 't', { model: 'o3' }), by('assistant', 'k', { tool: 'python' })]
  const [out, quote, image] = [by('tool', 'r', { tool: 'python' }), by('tool', 'q', { tool: 'browser' }), by('assistant', 'i')]
  return {
    title: 'Deploy',
    create_time: seconds,
    update_time: seconds,
    mapping: {
      root: { id: 'root', message: null, parent: null, children: ['c'] },
      c: node('c', { role: 'system', content: { content_type: 'user_editable_context', user_profile: system(), user_instructions: system() } }),
      u: node('u', { role: 'user', content: { content_type: 'multimodal_text', parts: [user(), { content_type: 'image_asset_pointer', asset_pointer: `sediment://file_${noise('hex:32')}`, metadata: { alt: user() } }, { content_type: 'audio_transcription', text: user() }] } }),
      // Asked anew: the branch that is no longer shown.
      v: node('v', { role: 'user', content: { content_type: 'text', parts: [asked()] }, metadata: { attachments: [{ id: 'f', name: '.env', mime_type: 'text/plain', note: plant({ ...said, record: 'm-v', file: '.env' }) }] } }),
      o: node('o', { role: 'assistant', content: { content_type: 'text', parts: [old()] }, metadata: { citations: [{ start_ix: 0, end_ix: 3, metadata: { title: old(), text: old() } }], content_references: [{ matched_text: old() }] } }),
      t: node('t', { role: 'assistant', content: { content_type: 'thoughts', thoughts: [{ summary: thought(), content: thought(), chunks: ['x ', ...halves(thought())], finished: true }] }, metadata: { model_slug: 'o3' } }),
      k: node('k', { role: 'assistant', recipient: 'python', content: { content_type: 'code', language: 'python', text: `x = "${code()}"` } }),
      r: node('r', { role: 'tool', name: 'python', content: { content_type: 'execution_output', text: out() }, metadata: { aggregate_result: { code: out(), messages: halves(out()).map((text) => ({ message_type: 'stream', text })), jupyter_messages: halves(out()).map((text) => ({ msg_type: 'stream', content: { name: 'stdout', text } })), final_expression_output: out(), in_kernel_exception: { traceback: [out()] } } } }),
      q: node('q', { role: 'tool', name: 'browser', content: { content_type: 'tether_quote', url: `https://x.test/?t=${quote()}`, title: quote(), text: quote(), domain: 'x.test' } }),
      b: node('b', { role: 'tool', name: 'browser', content: { content_type: 'tether_browsing_display', result: plant({ ...said, role: 'tool', tool: 'browser' }), summary: null } }),
      i: node('i', { role: 'assistant', content: { content_type: 'reasoning_recap', content: image() } }),
    },
    moderation_results: [],
    current_node: 'i',
    safe_urls: [`https://x.test/?t=${plant({ ...said, record: undefined })}`],
    conversation_id: run,
    default_model_slug: 'gpt-5',
    id: run,
  }
} // prettier-ignore

checkFormat('an export', {
  format: 'chatgpt',
  build: (plant) => ({
    'data.zip!conversations.json': [conversation(plant, {}), { ...conversation(plant, { run: 'second', url: 'https://chatgpt.com/c/second' }), conversation_id: 'second', id: 'second' }],
    'data.zip!user.json': { id: 'user-1', email: 'ann@x.test', phone_number: plant({ user: 'ann@x.test' }), chatgpt_plus_user: true },
    'data.zip!message_feedback.json': [{ id: 'f1', conversation_id: run, user_id: 'user-1', rating: 'thumbsDown', content: JSON.stringify({ text: plant({ run, userId: 'user-1' }) }) }],
    'data.zip!shared_conversations.json': [{ id: 's1', conversation_id: run, title: plant({ run, record: 's1' }), is_anonymous: true }],
  }),
}) // prettier-ignore

checkFormat('other containers', {
  format: 'chatgpt',
  build: (plant) => ({
    'conversations-000.json': { conversations: [conversation(plant)] },
    'one.json': conversation(plant),
    'capture.json': {
      source: 'browser-extension',
      provenance: { source_url: url, page_title: plant({ record: undefined }) },
      session: {
        provider: 'chatgpt', provider_session_id: run, title: 'Deploy', model: 'gpt-5',
        turns: [{ provider_turn_id: 'd1', role: 'user', text: plant({ run, record: 'd1', role: 'user', channel: 'Deploy' }), timestamp: time }],
        attachments: [{ name: 'a.txt', inline_base64: Buffer.from(`key: ${plant({ run, file: 'a.txt' })}`).toString('base64') }],
      },
      raw_provider_payload: conversation(plant),
    },
  }),
}) // prettier-ignore

/** As the export has it, with all once more. */
function page(conversations: unknown): string {
  const json = JSON.stringify(conversations).replaceAll('</', '<\\/')
  return `<html>\n<head><title>ChatGPT Data Export</title>\n<script>\n  // JSON\n  var jsonData = ${json};\n  var assetsJson = {"a": "b"};\n  function f(x) { return jsonData[x] }\n</script></head>\n<body><div id="root"></div>\n`
}

/** As a browser does: its script is run. */
function jsonDataOf(text: string): unknown {
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(text)!
  const context: { jsonData?: unknown } = {}
  runInNewContext(script!, context)
  return context.jsonData
}

checkFormat('a page', {
  format: 'chatgpt',
  reader: { name: 'its own script', open: jsonDataOf },
  build: (plant) => ({
    'chat.html': `${page([conversation(plant), conversation(plant)])}<pre>${plant({ run: undefined })}</pre></body></html>`,
  }),
})

test('brackets and quotes in texts do not end what a page holds', () => {
  const [first, second] = [githubToken(1), githubToken(2)]
  const parts = ['"]}\\', `]}]};\n</script> "`, `\\" ${first}`]
  const text = page([{ mapping: { n: node('n', { role: 'user', content: { parts } }) }, id: run }])
  const { found, problems } = scanText(`${text}${second}`, {
    path: 'chat.html',
    lengths: [3, 1, 50],
  })
  expect(problems).toEqual([])
  expect(found.map(({ secret, path, attribution }) => [secret, path, attribution.run])).toEqual([
    [first, '[0].mapping.n.message.content.parts[2]', run],
    [second, '', undefined],
  ])
})

checkFormat('who wrote it is whose export it is', {
  format: 'chatgpt',
  build: (plant) =>
    Object.fromEntries(
      ['ann@x.test', 'bo@x.test'].flatMap((email): [string, unknown][] => [
        [`all/${email}.zip!user.json`, { id: email, email, phone_number: null }],
        [
          `all/${email}.zip!conversations.json`,
          [{ title: 't', mapping: { u: node('u', { role: 'user', content: { parts: [plant({ user: email, userId: email })] } }), a: node('a', { role: 'assistant', content: { parts: [plant({ user: undefined })] } }) }, id: run }],
        ],
      ]),
    ),
}) // prettier-ignore

test('law: whatever stands where, each branch is searched', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 59 }), (count, at) => {
      const nodes = Array.from({ length: count }, (_, id) => [
        noise('uuid', id + 1),
        node(`n${id}`, {
          role: 'user',
          content: { parts: [id === at % count ? githubToken(9) : 'x'] },
        }),
      ])
      const { found } = scanText(JSON.stringify([{ mapping: Object.fromEntries(nodes), id: run }]))
      expect(found.map(({ attribution }) => [attribution.record, attribution.run])).toEqual([
        [`m-n${at % count}`, run],
      ])
    }),
    { numRuns: 25 },
  )
})
