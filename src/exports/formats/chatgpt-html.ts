import { beginsAsMarkup } from '../begins-as-markup.ts'
import { headBytes } from '../detect-layout.ts'
import { ScriptJsonReader } from '../script-json-reader.ts'
import type { TextLayout } from '../text-layout.ts'
import { latin1Of } from '../../text/bytes.ts'
import { chatgptConversations } from './chatgpt.ts'

/** `chat.html`: all conversations once more, as JSON in its script. */
export const chatgptHtml: TextLayout = {
  format: 'chatgpt',
  holds: 'conversations, as a page',
  open(head) {
    if (!beginsAsMarkup(head)) return undefined
    const text = latin1Of(head, 0, Math.min(head.length, headBytes))
    if (!/\bjsonData\s*=\s*[[{]/.test(text)) return undefined
    return (listener) => new ScriptJsonReader('jsonData', chatgptConversations, listener)
  },
  finish: (said, file) => chatgptConversations.finish!(said, file),
}
