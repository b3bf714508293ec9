import { BsonScanner, isBson } from '../text/bson-scanner.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import { JsonScanner } from '../text/json-scanner.ts'
import type { Attribution } from './attribution.ts'
import {
  beginsAsJson,
  headBytes,
  holdsJsonLines,
  isPlainlyJson,
  LayoutDetector,
} from './detect-layout.ts'
import type { ExportListener, ExportReader } from './export-reader.ts'
import { anyJson } from './formats/any-json.ts'
import { layouts, textLayouts } from './formats/formats.ts'
import { CommentBlanker, withoutComments } from './json-comments.ts'
import { pathAbove } from './file-path.ts'
import { JsonExportReader } from './json-export-reader.ts'
import type { FileContext, JsonLayout, NameBook } from './layout.ts'
import { LineJsonReader } from './line-json-reader.ts'
import { eventStream, LineBlanker, lineFormOf } from './line-json.ts'
import { PlainReader } from './plain-reader.ts'
import { utf8OfUtf16 } from './utf8-of-utf16.ts'

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
  const narrow = utf8OfUtf16(head)
  if (narrow) return openWide(openReader(narrow, file, format))
  const text = openText(head, file, format)
  if (text) return text
  const isDump = isBson(head)
  const isJson = isDump || beginsAsJson(head) || holdsJsonLines(head, file.path)
  const detected = isJson ? detectorOf(format).detect(head, file.path) : undefined
  const configuration = detected?.isSound ? undefined : openConfiguration(head, file, format)
  if (configuration) return configuration
  if (!detected) return openLines(head, file, format)
  const layout = detected.layout ?? anyJson
  return {
    kind: kindOf(layout, file),
    open: (listener) =>
      new JsonExportReader(layout, listener, { bson: isDump ? new BsonScanner() : undefined }),
  }
}

/** Of UTF-16 the engine undoes what it searches, but no reader does. */
function openWide({ kind }: OpenedReader): OpenedReader {
  const plain = openPlain('text')
  if (plainFormats.has(kind.format)) return plain
  const open = (listener: ExportListener) => {
    listener.onProblem(
      `${kind.format} in UTF-16 is searched as text only: make it UTF-8 to have its records read`,
    )
    return plain.open(listener)
  }
  return { kind: plain.kind, open }
}

/** What they say is not cut, and not told by somebody. */
const plainFormats: ReadonlySet<string> = new Set(['json', 'text', 'csv'])

function kindOf({ format, holds, finish }: JsonLayout, file: FileContext): FileKind {
  return { format, holds, finish: (attribution) => finish?.(attribution, file) ?? attribution }
}

/** JSON with comments, if they may stand in what it is, or nobody knows what that is. */
function openConfiguration(
  head: Uint8Array,
  file: FileContext,
  format?: string,
): OpenedReader | undefined {
  if (!/\.jsonc?$/.test(file.path)) return undefined
  const text = latin1Of(head, 0, Math.min(head.length, headBytes))
  const plain = withoutComments(text)
  if (plain === text) return undefined
  const layout = detectorOf(format).detect(bytesOfLatin1(plain), file.path).layout ?? anyJson
  if (!layout.hasComments) return undefined
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
  const layout = found?.layout ?? (form === eventStream ? anyJson : undefined)
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

/** A chat of WhatsApp can begin with a bracket, as JSON does. */
function openText(head: Uint8Array, file: FileContext, format?: string): OpenedReader | undefined {
  const isJson = format === undefined && isPlainlyJson(head)
  for (const layout of textLayouts) {
    if (format !== undefined && layout.format !== format) continue
    if (isJson && !layout.mayBeginAsJson) continue
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

const namingLayouts = layouts.filter(
  ({ scopes, learn, isNameTable }) =>
    isNameTable !== undefined ||
    learn !== undefined ||
    Object.values(scopes).some((scope) => scope.names !== undefined),
)
/** By the layouts they tell apart, joined as text. */
const namingDetectors = new Map<string, LayoutDetector>()

/** Whether a file of such a path can say something of ids, or hold one that does. */
export function mayGiveNames(path: string): boolean {
  return !/\.json$/i.test(path) || namingLayouts.some((layout) => layout.path?.test(path))
}

/** Takes what a file says of ids into the book, if it is one that does. */
export function readNames(path: string, open: () => Iterable<Uint8Array>, names: NameBook): void {
  const considered = namingLayouts.filter((layout) => layout.path?.test(path))
  if (considered.length === 0) return
  let reader: JsonExportReader | undefined
  for (const chunk of open()) {
    if (!reader) {
      const { layout } = namingDetectorOf(considered).detect(chunk, path)
      if (!layout) return
      if (layout.isNameTable) return learnTable(layout.isNameTable, path, open(), names)
      const bson = isBson(chunk) ? new BsonScanner() : undefined
      reader = new JsonExportReader(layout, namesListener(layout, { path, names }), { bson })
    }
    reader.read(chunk, [])
  }
  reader?.end()
}

/** Of a longer one none are learnt. */
const tableBytesMax = 1 << 23

/** Numbers of one export are none of another: they are known by the folder of the table. */
function learnTable(
  kind: 'channel',
  path: string,
  chunks: Iterable<Uint8Array>,
  names: NameBook,
): void {
  const parts: Uint8Array[] = []
  let length = 0
  for (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length > tableBytesMax) return
  }
  const scanner = JsonScanner.of(concatBytes(parts))
  let id = ''
  for (let token = scanner.next(); token !== 'end' && token !== 'wait'; token = scanner.next()) {
    if (token === 'fault') return
    if (token === 'key') id = scanner.text()
    else if (token === 'string' && scanner.depth === 1 && scanner.text() !== '') {
      names.set(kind, `${pathAbove(path)}#${id}`, scanner.text())
    }
  }
}

function namingDetectorOf(considered: readonly JsonLayout[]): LayoutDetector {
  const id = considered.map((layout) => namingLayouts.indexOf(layout)).join()
  let detector = namingDetectors.get(id)
  if (!detector) namingDetectors.set(id, (detector = new LayoutDetector(considered)))
  return detector
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
