import type { JsonLayout } from '../layout.ts'

/** A conversation with its text as Markdown, as scripts get it of the editor's language server. */
export const antigravity: JsonLayout = {
  format: 'antigravity',
  holds: 'a session',
  signs: [
    ['cascadeId', 'markdown'],
    ['cascadeId', ['source', /antigravity/]],
    ['trajectoryId', 'cascadeId'],
  ],
  scopes: {
    '': {
      isRecord: true,
      fields: {
        run: 'cascadeId',
        channel: 'title',
        workspace: 'workspaceName',
        time: 'lastModifiedTime',
      },
    },
  },
  opaque: ['**.thoughtSignature'],
}
