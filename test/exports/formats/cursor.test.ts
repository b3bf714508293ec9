import { checkFormat, noise } from '../check-format.ts'

const composer = '0a1b2c3d-1111-4222-8333-444455556666'
const bubble = '00000001-aaaa-4bbb-8ccc-000000000001'
const time = '2025-01-24T10:34:09.675Z'
const table = 'state.vscdb!cursorDiskKV'

checkFormat('cells of a database', {
  format: 'cursor',
  build: (plant) => {
    const chat = { run: composer, channel: 'Deploy' }
    const said = { ...chat, record: bubble, role: 'assistant', toolCall: 'call_1', time }
    const older = { run: composer, channel: 'Deploy', record: 'b-old', role: 'user' }
    const blob = { role: 'tool', toolCall: 'call_2', record: 'ab12' }
    return {
      [`${table}/composerData:${composer}`]: {
        composerId: composer, name: 'Deploy', createdAt: 1737714849675, text: plant(chat),
        conversation: [{ type: 1, bubbleId: 'b-old', text: plant(older) }],
        conversationMap: { x: { type: 1, bubbleId: 'b-old', text: plant(older) } },
      },
      [`${table}/bubbleId:${composer}:${bubble}`]: {
        _v: 2, type: 2, bubbleId: bubble, createdAt: time, text: plant(said),
        richText: JSON.stringify({ root: { children: [{ text: plant(said) }] } }),
        thinking: { text: plant(said), signature: noise('base64:300') },
        codeBlocks: [{ content: plant(said) }, { content: plant(said) }],
        toolFormerData: {
          toolCallId: 'call_1', name: 'run_terminal_cmd', rawArgs: JSON.stringify({ command: plant(said) }),
          result: JSON.stringify({ output: JSON.stringify({ stdout: plant(said) }) }),
        },
        checkpointId: noise('hex:64'), usageUuid: noise('uuid'),
      },
      [`${table}/agentKv:blob:ab12`]: { role: 'tool', content: [{ toolCallId: 'call_2', result: plant(blob) }] },
      'state.vscdb!ItemTable/aiService.prompts': [{ text: plant({ run: undefined }), commandType: 4 }],
      'state.vscdb!ItemTable/aiService.generations': [{ unixMs: 1737714849675, generationUUID: bubble, textDescription: plant({ record: bubble, time }) }],
      'state.vscdb!ItemTable/workbench.panel.aichat.view.aichat.chatdata': { tabs: [{ tabId: 't', chatTitle: 'Old', bubbles: [{ type: 'ai', id: 'i', text: plant({ run: 't', channel: 'Old', role: 'assistant', record: 'i' }) }] }] },
    } // prettier-ignore
  },
})
