import type { Candidate } from '../engine/candidate.ts'
import type { Engine } from '../engine/engine.ts'
import { Scanner, type PlacedMatch } from '../engine/scanner.ts'
import { plainKeyBlock } from '../text/plain-key-block.ts'
import type { Attribution } from './attribution.ts'
import type {
  Attachment,
  ExportListener,
  ExportPlace,
  ExportReader,
  TextReference,
} from './export-reader.ts'
import { groupCopies, type ExportFound, type ExportHit } from './group-copies.ts'
import type { JoinedText } from './joined-text.ts'
import { borrowSkimmer, returnSkimmer } from './json-skimmer.ts'
import type { FileReference } from './layout.ts'
import type { OpenScope } from './open-scope.ts'
import type { Skimming } from './passed-values.ts'
import { findIn, searchTexts } from './search-texts.ts'

/** Texts that are put together are searched so many bytes at a time, or after so many records. */
const batchBytes = 1 << 16
const batchScopesMax = 4096

export interface ExportScanOptions {
  /** As reached; says what kind of document it is. */
  readonly path: string
  /** Whether a match counts; others are not looked at further. */
  readonly isWanted: (candidate: Candidate) => boolean
  /** In the order in which what is said of them becomes known. */
  readonly onFound: (found: ExportFound) => void
  readonly onProblem: (reason: string) => void
  /** Told of references in scopes in which something was found, behind all that was found there. */
  readonly onReference?: (reference: TextReference) => void
  /** Told of files in messages that are no text; they may be scanned meanwhile, by the same engine. */
  readonly onAttachment?: (attachment: Attachment, attribution: Attribution) => void
  /** Told what may name a file; gives back who wants to know what is said there, if there is such a file. */
  readonly onFileNamed?: (reference: FileReference, text: string) => FileListener | undefined
}

type FileListener = (attribution: Attribution) => void

/**
 * Finds the secrets of one file of an export, given in chunks of any size: in its bytes as they stand, and in the texts
 * that its format cuts into pieces; and tells what the format says of each place. One scan of an engine at a time.
 */
export class ExportScan implements ExportListener {
  readonly #engine: Engine
  readonly #options: ExportScanOptions
  readonly #scanner: Scanner
  readonly #reader: ExportReader
  /** Pushed, but not yet read: what is found in them is not yet known. */
  #unread: Uint8Array[] = []
  #readTo = 0
  #matches: PlacedMatch[] = []
  #texts: JoinedText[] = []
  #textBytes = 0
  #closed: OpenScope[] = []
  readonly #hits = new Map<OpenScope, ExportHit[]>()
  #attachments: Attachment[] = []
  #named: { readonly scope: OpenScope; readonly tell: FileListener }[] = []
  readonly #references = new Map<OpenScope, TextReference[]>()
  #skimming: Skimming | undefined

  constructor(
    engine: Engine,
    open: (listener: ExportListener) => ExportReader,
    options: ExportScanOptions,
  ) {
    this.#engine = engine
    this.#options = options
    this.#scanner = new Scanner(engine, options.path)
    this.#reader = open(this)
  }

  /** Some encoded text was left undecoded since it expands too much. */
  get limited(): boolean {
    return this.#scanner.limited
  }

  /** @param chunk not altered until the scan has ended */
  push(chunk: Uint8Array): void {
    this.#keep(this.#scanner.push(chunk))
    this.#unread.push(chunk)
    this.#readUpTo(this.#scanner.answeredTo)
    // Of records that were passed over no end is told: what was found must not wait for many.
    if (this.#closed.length > 0 && this.#hits.size > 0) this.#settle()
  }

  end(): void {
    this.#keep(this.#scanner.end())
    this.#readUpTo(Infinity)
    this.#reader.end()
    this.#returnSkimmer()
    this.#settle()
  }

  /** Gives up the file; instead of {@link end}. */
  discard(): void {
    this.#scanner.discard()
    this.#returnSkimmer()
  }

  /** Only readers of JSON ask for it. */
  get skimming(): Skimming | undefined {
    const skimmer = this.#skimming ? undefined : borrowSkimmer(this.#engine.prefilter)
    if (!skimmer) return this.#skimming
    const { isWanted, onFileNamed } = this.#options
    this.#skimming = {
      skimmer,
      findIn: (texts) => findIn(this.#engine, texts, isWanted),
      namesFile: (reference, text) => onFileNamed?.(reference, text) !== undefined,
    }
    return this.#skimming
  }

  #returnSkimmer(): void {
    if (this.#skimming) returnSkimmer(this.#skimming.skimmer)
  }

  onMatch(match: PlacedMatch, { isOpaque, spans, ...place }: ExportPlace): void {
    if (isOpaque && !isUnmistakable(match)) return
    this.#add({ match, ...place, spans: spans ?? [match.place] })
  }

  onReference(reference: TextReference): void {
    if (!this.#options.onReference) return
    const { outermost } = reference.scope
    const references = this.#references.get(outermost)
    if (references) references.push(reference)
    else this.#references.set(outermost, [reference])
  }

  onAttachment(attachment: Attachment): void {
    if (this.#options.onAttachment) this.#attachments.push(attachment)
  }

  onFileNamed(reference: FileReference, text: string, scope: OpenScope): void {
    const tell = this.#options.onFileNamed?.(reference, text)
    if (tell) this.#named.push({ scope, tell })
  }

  onText(text: JoinedText): void {
    this.#texts.push(text)
    this.#textBytes += text.text.length
    if (this.#textBytes >= batchBytes) this.#settle()
  }

  onClosed(outermost: OpenScope): void {
    this.#closed.push(outermost)
    if (this.#closed.length >= batchScopesMax) this.#settle()
    this.#tellAttachments()
  }

  onProblem(reason: string): void {
    this.#options.onProblem(reason)
  }

  /** An outermost scope is over, so that all is known of who has sent them. */
  #tellAttachments(): void {
    const named = this.#named
    this.#named = []
    for (const { scope, tell } of named) tell(scope.attribution())
    const attachments = this.#attachments
    this.#attachments = []
    for (const attachment of attachments) {
      this.#options.onAttachment?.(attachment, attachment.scope.attribution())
    }
  }

  #keep(matches: readonly PlacedMatch[]): void {
    for (const match of matches) if (this.#options.isWanted(match)) this.#matches.push(match)
  }

  #readUpTo(offset: number): void {
    while (this.#unread.length > 0 && this.#readTo < offset) {
      const [chunk] = this.#unread
      const part = chunk!.subarray(0, offset - this.#readTo)
      if (part.length === chunk!.length) this.#unread.shift()
      else this.#unread[0] = chunk!.subarray(part.length)
      this.#readTo += part.length
      const next = this.#matches.findIndex(({ place }) => place.start >= this.#readTo)
      this.#reader.read(part, this.#matches.splice(0, next < 0 ? this.#matches.length : next))
    }
  }

  /** Searches the texts that wait, and tells what was found in scopes that are over. */
  #settle(): void {
    const texts = this.#texts
    this.#texts = []
    this.#textBytes = 0
    for (const hit of searchTexts(this.#engine, texts, this.#options)) this.#add(hit)
    const closed = this.#closed
    this.#closed = []
    // Together: a text can go on from one to the next.
    const hits: ExportHit[] = []
    const references: TextReference[] = []
    for (const outermost of closed) {
      const found = this.#hits.get(outermost)
      const referring = this.#references.get(outermost) ?? []
      this.#hits.delete(outermost)
      this.#references.delete(outermost)
      if (!found) continue
      for (const hit of found) hits.push(hit)
      for (const reference of referring) references.push(reference)
    }
    for (const found of groupCopies(hits)) this.#options.onFound(found)
    for (const reference of references) this.#options.onReference?.(reference)
  }

  #add({ match, ...place }: ExportHit): void {
    const hit = { match: { ...match, secret: plainKeyBlock(match.secret) }, ...place }
    const { outermost } = hit.scope
    const hits = this.#hits.get(outermost)
    if (hits) hits.push(hit)
    else this.#hits.set(outermost, [hit])
  }
}

/**
 * Ids and images can look like a password or a key of many services, but not like one that proves itself, as it stands or
 * in escapes.
 */
export function isUnmistakable({ confidence, decoded, known }: PlacedMatch): boolean {
  if (known !== undefined) return true
  return confidence === 'high' && decoded.every((encoding) => encoding === 'escape')
}
