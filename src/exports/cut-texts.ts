import type { OffsetText } from '../redact/offset-text.ts'
import { bytesOfLatin1 } from '../text/bytes.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import { htmlText } from './html-pieces.ts'

/**
 * Lists of the runs of one text: of Slack's blocks, of Telegram, and of adaptive cards
 * (https://adaptivecards.io/explorer/RichTextBlock.html).
 */
const runLists: ReadonlySet<string> = new Set(['elements', 'text_entities', 'inlines'])
/** Zulip's, also of earlier versions of a message. */
const htmlKeys: ReadonlySet<string> = new Set(['rendered_content', 'prev_rendered_content'])
const words = [...runLists, 'rendered_content']

interface OpenValue {
  readonly isList: boolean
  /** Of a member that is open. */
  key: string
  /** Of the innermost list of runs around, or itself. */
  readonly runs: OffsetText[] | undefined
}

/** Whether {@link cutTexts} may find something in a text, however it is escaped; fast. */
export function mayCut(text: string): boolean {
  return words.some((word) => text.includes(word))
}

/**
 * What JSON in a string cuts into several strings.
 *
 * @param source the JSON
 * @returns each text in its pieces, with offsets of what the source knows as its outer text
 */
export function cutTexts(source: OffsetText): OffsetText[][] {
  if (!mayCut(source.text) || !/^\s*[[{]/.test(source.text)) return []
  const texts: OffsetText[][] = []
  const scanner = JsonScanner.of(bytesOfLatin1(source.text))
  const open: OpenValue[] = []
  for (let token = scanner.next(); token !== 'end' && token !== 'wait'; token = scanner.next()) {
    const around = open.at(-1)
    if (token === 'fault') break
    if (token === '{' || token === '[') {
      const isRunList = token === '[' && around !== undefined && runLists.has(around.key)
      const runs = isRunList ? [] : around?.runs
      if (isRunList) texts.push(runs!)
      open.push({ isList: token === '[', key: '', runs })
    } else if (token === '}' || token === ']') open.pop()
    else if (token === 'key') around!.key = scanner.text()
    else if (token === 'string' && around) {
      const said = () => source.unescaped({ start: scanner.start, end: scanner.end })
      if (around.isList || around.key === 'text') around.runs?.push(said())
      else if (htmlKeys.has(around.key)) {
        const html = htmlText(said())
        if (html) texts.push(html.pieces())
      }
    }
  }
  return texts.filter((pieces) => pieces.length > 1)
}
