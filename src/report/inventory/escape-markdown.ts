import { escapeControls } from '../escape-controls.ts'

/** Every sign that Markdown, HTML or GitHub's mentions could take for its own. */
export function escapeMarkdown(text: string): string {
  return escapeControls(text)
    .replaceAll(/[\\`*_[\]#|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
}
