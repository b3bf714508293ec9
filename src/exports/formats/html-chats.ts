import type { Attribution } from '../attribution.ts'
import { headBytes } from '../detect-layout.ts'
import { HtmlChatReader, textIn, type HtmlChat } from '../html-chat-reader.ts'
import type { TextLayout } from '../text-layout.ts'
import { latin1Of } from '../../text/bytes.ts'

/** Telegram Desktop, `export_output_html.cpp`; what is forwarded stands in a body of its own, with a name of its own. */
const telegramPage: HtmlChat = {
  message: /<div class="message [^">]{1,200}" id="message-?\d{1,20}"[^>]{0,200}>/g,
  isContinued: /^<div class="[^">]*\bjoined\b/,
  readHead: (html) =>
    present({
      channel: textIn(html, /<div class="page_header">[^]{0,2000}?<div class="text bold">([^<]*)/),
    }),
  readMessage(html) {
    const own = html.slice(0, indexOr(html, '<div class="forwarded body">'))
    return present({
      record: textIn(own, /^<div [^>]{0,400}\bid="message(-?\d+)"/),
      user: textIn(own, /<div class="from_name">([^<]*)/),
      time: timeOf(textIn(own, /<div class="[^"]*\bdate details" title="([^"]*)"/)),
      thread: textIn(own, /<div class="reply_to details">[^]{0,400}?#go_to_message(\d+)/),
    })
  },
}

/** Element, `HtmlExport.tsx`: https://github.com/element-hq/element-web */
const elementPage: HtmlChat = {
  message: /<div class="mx_Export_EventWrapper"[^>]{0,400}>/g,
  isContinued: /class="[^">]*\bmx_EventTile_continuation\b/,
  readHead: (html) => present({ channel: textIn(html, /class="mx_RoomHeader_nametext"[^>]{0,400}>([^<]*)/) }),
  readMessage: (html) =>
    present({
      record: textIn(html, /^<div [^>]{0,400}\bid="([^"]*)"/),
      user: textIn(html, /class="[^"]*\bmx_(?:DisambiguatedProfile|SenderProfile)_displayName\b[^"]*"[^>]{0,400}>([^<]*)/),
      userId: textIn(html, /class="[^"]*\bmx_(?:DisambiguatedProfile|SenderProfile)_mxid\b[^"]*"[^>]{0,400}>([^<]*)/),
      time: textIn(html, /class="[^"]*\bmx_MessageTimestamp\b[^"]*"[^>]{0,400}\btitle="([^"]*)"/),
    }),
} // prettier-ignore

export const telegramHtml = layoutOf('telegram', telegramPage, ['<div class="page_header">', '<div class="history">']) // prettier-ignore
export const elementHtml = layoutOf('matrix', elementPage, [
  'mx_RoomHeader',
  'mx_RoomView_MessageList',
])

/** @param signs all of them stand in its head */
function layoutOf(format: string, chat: HtmlChat, signs: readonly string[]): TextLayout {
  return {
    format,
    holds: 'a chat, as a page',
    open(head) {
      const text = latin1Of(head, 0, Math.min(head.length, headBytes))
      if (!/^(?:\xef\xbb\xbf)?\s*<!DOCTYPE html/i.test(text)) return undefined
      if (!signs.every((sign) => text.includes(sign))) return undefined
      return (listener) => new HtmlChatReader(chat, listener)
    },
    finish: (attribution) => attribution,
  }
}

function indexOr(text: string, part: string): number {
  const at = text.indexOf(part)
  return at < 0 ? text.length : at
}

/** `12.01.2023 10:15:31 UTC+01:00`; before it had a zone it stays as it is. */
function timeOf(text: string | undefined): string | undefined {
  const parts = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d) UTC([+-]\d\d:\d\d)$/.exec(text ?? '')
  if (!parts) return text
  const [, day, month, year, clock, zone] = parts
  const time = Date.parse(`${year}-${month}-${day}T${clock}${zone}`)
  return Number.isNaN(time) ? text : new Date(time).toISOString()
}

function present(said: Readonly<Record<string, string | undefined>>): Attribution {
  return Object.fromEntries(Object.entries(said).filter(([, text]) => text !== undefined))
}
