import type { JsonLayout } from '../layout.ts'
import { roleOf } from '../roles.ts'

/** A prompt of Google AI Studio, a file in Drive without an extension: https://ai.google.dev/gemini-api/docs/ai-studio-quickstart */
export const aiStudio: JsonLayout = {
  format: 'ai-studio',
  holds: 'a prompt',
  signs: [
    ['chunkedPrompt.chunks[].role'],
    ['chunkedPrompt.chunks', 'runSettings'],
    ['chunkedPrompt.pendingInputs'],
    ['runSettings.model', 'systemInstruction'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: {
        run: 'id',
        channel: 'displayName|title',
        model: 'runSettings.model|model',
        time: 'createTime',
      },
    },
    'chunkedPrompt.chunks[]': {
      isRecord: true,
      fields: {
        record: 'id',
        role: 'role',
        time: 'createTime',
        file: 'driveDocument.name|inlineFile.name|inlineFile.fileName',
      },
    },
    'chunkedPrompt.chunks[].codeExecutionResult': { says: { role: 'tool' }, fields: {} },
  },
  // As they were streamed.
  joins: [{ at: '**.parts', pieces: ['[].text'] }],
  opaque: ['**.thoughtSignature', '**.thoughtSignatures[]'],
  finish: (said) => ({ ...said, ...roleOf(said.role) }),
}
