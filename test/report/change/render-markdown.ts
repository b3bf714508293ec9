import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/** HTML of GitHub's Markdown, raw HTML let through, as GitHub does before it cleans. */
export function renderMarkdown(markdown: string): string {
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
  })
}

/** Names of all tags, in order; what comes from data must not alter them. */
export function tagsOf(html: string): string[] {
  return Array.from(html.matchAll(/<(\/?[a-zA-Z!][^\s/>]*)[^>]*>/g), ([, name]) => name!)
}

/** Addresses that a reader may click or a browser loads. */
export function addressesOf(html: string): string[] {
  return Array.from(html.matchAll(/\b(?:href|src)="([^"]*)"/g), ([, address]) => address!)
}

/** What GitHub looks through for mentions, issues, addresses and emoji: everything but code and links. */
export function looseTextOf(html: string): string {
  return html
    .replaceAll(/<(code|pre|a)\b[^>]*>.*?<\/\1>/gs, ' ')
    .replaceAll(/<!--.*?-->|<[^>]*>/gs, ' ')
}
