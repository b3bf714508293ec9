import { BsonScanner, isBson } from '../text/bson-scanner.ts'
import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import type { Attribution } from './attribution.ts'
import { beginsAsJson, headBytes, holdsJsonLines, LayoutDetector } from './detect-layout.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { anyJson } from './formats/any-json.ts'
import { layouts, textLayouts } from './formats/formats.ts'
import { CommentBlanker, withoutComments } from './json-comments.ts'
import { JsonExportReader } from './json-export-reader.ts'
import type { FileContext, JsonLayout, NameBook } from './layout.ts'
import { LineJsonReader } from './line-json-reader.ts'
import { eventStream, LineBlanker, lineFormOf } from './line-json.ts'
import { PlainReader } from './plain-reader.ts'
import { isWideJson, wideJsonReason } from './wide-json.ts'

/** What a file was taken for. */
export interface FileKind {
  /** `json` and `text` are no formats: what is told of such a file is where in it something stands. */
  readonly format: string
  /** `messages`, `users`, … */
  readonly holds: string
  /** Completes what the file's records say of themselves. */
  readonly finish: (attribution: Attribution) => Attribution
}

export interface OpenedReader {
  readonly kind: FileKind
  readonly open: (listener: ExportListener) => ExportReader
}

/**
 * Chooses how a file is read.
 *
 * @param head its first bytes, `headBytes` of them if it has so many
 * @param format only layouts of this format are considered
 */
export function openReader(head: Uint8Array, file: FileContext, format?: string): OpenedReader {
  if (isWideJson(head)) return openWideJson()
  const text = openText(head, file, format)
  if (text) return text
  const configuration = openConfiguration(head, file, format)
  if (configuration) return configuration
  const isDump = isBson(head)
  if (!isDump && !beginsAsJson(head) && !holdsJsonLines(head, file.path)) {
    return openLines(head, file, format)
  }
  const layout = detectorOf(format).detect(head, file.path) ?? anyJson
  return {
    kind: kindOf(layout, file),
    open: (listener) =>
      new JsonExportReader(layout, listener, { bson: isDump ? new BsonScanner() : undefined }),
  }
}

function kindOf({ format, holds, finish }: JsonLayout, file: FileContext): FileKind {
  return { format, holds, finish: (attribution) => finish?.(attribution, file) ?? attribution }
}

/** JSON with comments, if they may stand in what it is. */
function openConfiguration(
  head: Uint8Array,
  file: FileContext,
  format?: string,
): OpenedReader | undefined {
  if (!/\.jsonc?$/.test(file.path)) return undefined
  const text = latin1Of(head, 0, Math.min(head.length, headBytes))
  const plain = withoutComments(text)
  if (plain === text) return undefined
  const layout = detectorOf(format).detect(bytesOfLatin1(plain), file.path)
  if (!layout?.hasComments) return undefined
  return {
    kind: kindOf(layout, file),
    open: (listener) => new LineJsonReader(new CommentBlanker(), layout, listener, false),
  }
}

/** In lines of any text JSON may stand, but not of a format. */
function openLines(head: Uint8Array, file: FileContext, format?: string): OpenedReader {
  const form = lineFormOf(head)
  const blanked = form && new LineBlanker(form).push(head, true)
  const found = blanked && detectorOf(format).detect(blanked, file.path)
  const layout = found ?? (form === eventStream ? anyJson : undefined)
  if (form && layout) {
    return {
      kind: kindOf(layout, file),
      open: (listener) => new LineJsonReader(new LineBlanker(form), layout, listener),
    }
  }
  return openPlain(format ?? 'text')
}

/**
 * Reads what has no records.
 *
 * @param seam see {@link PlainReader}
 */
export function openPlain(format: string, seam?: number): OpenedReader {
  return {
    kind: { format, holds: 'text', finish: (attribution) => attribution },
    open: (listener) => new PlainReader(listener, seam),
  }
}

/** Says that more cannot be done with it. */
function openWideJson(): OpenedReader {
  const { kind, open } = openPlain('json')
  return {
    kind,
    open: (listener) => {
      listener.onProblem(wideJsonReason)
      return open(listener)
    },
  }
}

/** A chat of WhatsApp can begin with a bracket, as JSON does. */
function openText(head: Uint8Array, file: FileContext, format?: string): OpenedReader | undefined {
  for (const layout of textLayouts) {
    if (format !== undefined && layout.format !== format) continue
    const open = layout.open(head, format === undefined ? file.path : undefined)
    if (!open) continue
    const finish = (attribution: Attribution) => layout.finish(attribution, file)
    return { kind: { format: layout.format, holds: layout.holds, finish }, open }
  }
  return undefined
}

const detectors = new Map<string | undefined, LayoutDetector>()

function detectorOf(format: string | undefined): LayoutDetector {
  let detector = detectors.get(format)
  if (!detector) {
    const considered = layouts.filter((layout) => format === undefined || layout.format === format)
    detectors.set(format, (detector = new LayoutDetector(considered)))
  }
  return detector
}

/** Takes what a file says of ids into the book, if it is one that does. */
export function readNames(path: string, open: () => Iterable<Uint8Array>, names: NameBook): void {
  const considered = layouts.filter((layout) => namesOf(layout) && layout.path?.test(path))
  if (considered.length === 0) return
  let reader: JsonExportReader | undefined
  for (const chunk of open()) {
    if (!reader) {
      const layout = new LayoutDetector(considered).detect(chunk, path)
      if (!layout) return
      const bson = isBson(chunk) ? new BsonScanner() : undefined
      reader = new JsonExportReader(layout, namesListener(layout, { path, names }), { bson })
    }
    reader.read(chunk, [])
  }
  reader?.end()
}

function namesOf({ scopes, learn }: JsonLayout): boolean {
  return learn !== undefined || Object.values(scopes).some((scope) => scope.names !== undefined)
}

function namesListener({ learn }: JsonLayout, file: FileContext): ExportListener {
  const { names } = file
  return {
    onMatch: () => undefined,
    onText: () => undefined,
    onProblem: () => undefined,
    onClosed: (scope) => {
      const said = scope.attribution()
      learn?.(said, file)
      const { userId, user, channelId, channel } = said
      const kind = scope.scope.names
      if (kind === 'user' && userId !== undefined && user !== undefined)
        names.set('user', userId, user)
      if (kind === 'channel' && channelId !== undefined && channel !== undefined)
        names.set('channel', channelId, channel)
    },
  }
}
