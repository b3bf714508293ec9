import type { ExportOrigin } from '../../engine/document.ts'
import type { Candidate } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import { ExportScan } from '../../exports/export-scan.ts'
import type { Attribution } from '../../exports/attribution.ts'
import type { Attachment } from '../../exports/export-reader.ts'
import type { ExportFound } from '../../exports/group-copies.ts'
import { NameBook, type FileReference } from '../../exports/layout.ts'
import { NamedFiles, namedFilesMax, type Mention } from '../../exports/named-files.ts'
import {
  mayGiveNames,
  openPlain,
  openReader,
  readNames,
  type FileKind,
  type OpenedReader,
} from '../../exports/open-reader.ts'
import { saysWho } from '../../exports/says-who.ts'
import { isConfident } from '../../rules/rule.ts'
import type { ScanResult } from '../../report/scan-result.ts'
import { kindOfBinary } from '../../sources/binary-kind.ts'
import { toFoundSecret } from '../found-secret.ts'
import { loadEngine } from '../load-engine.ts'
import { openWalk } from '../open-walk.ts'
import { ScanAccount } from '../scan-account.ts'
import type { ScanListener, ScanRequest } from '../scan-request.ts'
import { attachedFiles } from './attached-files.ts'
import type { ExportFile } from './export-file.ts'
import { exportFiles, isNoText, type ExportFileEvent, type ExportFilesOptions } from './export-files.ts' // prettier-ignore
import { exportLimits } from './export-limits.ts'
import { ExportTokens } from './export-tokens.ts'
import { FileFaults } from './file-faults.ts'
import { HeldFindings } from './held-findings.ts'
import { isStopped } from './is-stopped.ts'
import { mayHoldSecrets } from './may-hold-secrets.ts'
import { NameMask } from './name-mask.ts'
import { Turns } from './turns.ts'
import { unreadContainerOf } from './unread-container.ts'

/** Exports to scan. */
export interface ExportRequest extends ScanRequest {
  /** Name of the format that all files are of; `undefined`: known from the content of each. */
  readonly format: string | undefined
  /** Files that are left out as if they were not there, by path. */
  readonly isLeftOut?: (path: string) => boolean
}

/**
 * Scans chat exports and transcripts of agents: files, folders and archives of them. What is found is told with who
 * said it, where, and in which run.
 */
export async function scanExport(
  request: ExportRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  const account = new ScanAccount(request, listener)
  const { configuration, rules, known } = request
  const engine = loadEngine(
    {
      decodeDepth: configuration.limits.decodeDepth,
      disabledRules: configuration.rules.disable,
    },
    (reason) => account.tellFallback(reason),
    rules,
    known,
  )
  await new ExportsScan(request, account, engine).run()
  return account.result()
}

/** What a scan of exports needs to know of its request. */
export type ExportsSetup = Pick<
  ExportRequest,
  'configuration' | 'directory' | 'format' | 'isLeftOut' | 'key' | 'paths' | 'signal'
>

/** Is told what was looked at, and what came of it. */
export type ExportsAccount = Pick<ScanAccount, 'skipped' | 'problems' | 'count' | 'report'>

const limitedReason = 'holds more encoded text than is decoded (limit against decoding bombs)'
const manyFilesReason = `more than ${namedFilesMax} files: of others it is not told who sent them`
/** Entries of archives that somebody with a password or another program can read: an export is not done without them. */
const unread = /^(?:encrypted|compression method)/

/** First all files are read for the names they give to ids, then each is scanned. */
export class ExportsScan {
  readonly #request: ExportsSetup
  readonly #account: ExportsAccount
  readonly #engine: Engine
  readonly #names = new NameBook()
  readonly #files = new NamedFiles()
  readonly #held = new HeldFindings()
  readonly #tokens = new ExportTokens()
  readonly #mask: NameMask

  constructor(request: ExportsSetup, account: ExportsAccount, engine: Engine) {
    this.#request = request
    this.#account = account
    this.#engine = engine
    this.#mask = new NameMask(engine, (candidate) => this.#isWanted(candidate))
  }

  async run(): Promise<void> {
    const naming = await this.#walk({ isOpened: mayGiveNames, onlyRows: true })
    for (const event of naming) if (event.kind === 'file') this.learn(event.file)
    const turns = new Turns(this.#request.signal)
    const isKept = (path: string) => this.#request.isLeftOut?.(path) !== true
    for (const event of await this.#walk({ isOpened: isKept })) {
      if (await turns.isOver()) break
      if (event.kind !== 'file') this.#note(event)
      else if (!isKept(event.file.path)) continue
      else if (await isStopped(this.scanFile(event.file), this.#request.signal)) break
    }
    this.finish()
  }

  learn(file: ExportFile): void {
    this.#files.add(file.database ?? file.path)
    readNames(file.path, () => file.open(), this.#names)
  }

  finish(): void {
    if (this.#files.isFull && !this.#held.isEmpty) {
      const [path] = this.#request.paths
      this.#account.skipped.push({ path: this.#mask.path(path!), reason: manyFilesReason })
    }
    for (const { found, path, ...mention } of this.#held.told(this.#files)) {
      this.#tell(found, this.#originOf(found, path, mention))
    }
    for (const { found, origin } of this.#tokens.told()) this.#tell(found, origin)
  }

  async #walk(options?: ExportFilesOptions): Promise<Iterable<ExportFileEvent>> {
    const { configuration, directory, paths, signal } = this.#request
    const walk = await openWalk(paths, {
      // An export is no repository.
      ignore: false,
      exclude: { directory, patterns: configuration.ignore },
      signal,
    })
    return exportFiles(walk, exportLimits(configuration.limits), options)
  }

  /**
   * Yields now and then, to be stopped there: what was found until then stays.
   *
   * @param of the message that the file is in
   */
  *scanFile(file: ExportFile, of?: Mention): Generator<undefined, void, undefined> {
    const { path } = file
    const faults = new FileFaults()
    let scan: ExportScan | undefined
    let bytes = 0
    let isOver = false
    try {
      for (const chunk of file.open()) {
        if (!scan) {
          if (isShort(file) && !mayHoldSecrets(this.#engine, chunk, path)) {
            bytes = chunk.length
            isOver = true
            return
          }
          if (!file.remains && isNoText(chunk, path)) {
            this.#noteBinary(path, chunk)
            return
          }
          scan = this.#openScan(file, chunk, of, faults)
        }
        bytes += chunk.length
        scan.push(chunk)
        yield
      }
      isOver = true
      scan?.end()
    } finally {
      if (!isOver) scan?.discard()
      this.#account.count(isOver ? 1 : 0, bytes)
      const reasons = scan?.limited ? [...faults.told(), limitedReason] : faults.told()
      for (const reason of reasons) this.#note({ kind: 'problem', path, reason })
    }
  }

  #noteBinary(path: string, head: Uint8Array): void {
    const container = unreadContainerOf(head)
    if (container === undefined) this.#note({ kind: 'skipped', path, reason: kindOfBinary(head) })
    else
      this.#note({
        kind: 'problem',
        path,
        reason: `${container}: not opened here, unpack it first`,
      })
  }

  #openScan(
    file: ExportFile,
    head: Uint8Array,
    of: Mention | undefined,
    faults: FileFaults,
  ): ExportScan {
    const { path } = file
    const { kind, open } = this.#openReader(file, head)
    return new ExportScan(this.#engine, open, {
      path,
      isWanted: (candidate) => this.#isWanted(candidate),
      onFound: (found) => this.#report(found, path, kind, of),
      onProblem: (reason) => faults.add(reason),
      onFileNamed: (reference, text) => this.#listenerOf(reference, text, path, kind),
      onAttachment: (attachment, said) => {
        const attribution = { ...of?.attribution, ...kind.finish(said) }
        this.#scanAttachment(attachment, path, { format: kind.format, attribution })
      },
    })
  }

  #openReader({ path, remains, isPlain }: ExportFile, head: Uint8Array): OpenedReader {
    const { format } = this.#request
    if (remains) return openPlain('sqlite', remains.seam)
    return isPlain
      ? openPlain(format ?? 'text')
      : openReader(head, { path, names: this.#names }, format)
  }

  /** Who wants to know what is said of the files that a text names, if there are any. */
  #listenerOf(reference: FileReference, text: string, path: string, kind: FileKind) {
    const files = this.#files.find(reference, text, path)
    if (files.length === 0) return undefined
    return (said: Attribution) => {
      const mention = { format: kind.format, attribution: kind.finish(said) }
      for (const file of files) this.#files.note(file, mention, reference)
    }
  }

  #scanAttachment(attachment: Attachment, path: string, { format, attribution }: Mention): void {
    const { limits } = this.#request.configuration
    for (const event of attachedFiles(attachment, path, limits)) {
      if (event.kind !== 'file') this.#note(event)
      else {
        const [, file = ''] = /^!\d+\/(.*)$/s.exec(event.file.path.slice(path.length)) ?? []
        const mention = { format, attribution: { ...attribution, file } }
        for (const _ of this.scanFile(event.file, mention));
      }
    }
  }

  #note({ kind, path, reason }: Exclude<ExportFileEvent, { readonly kind: 'file' }>): void {
    const { skipped, problems } = this.#account
    const list = kind === 'skipped' && !unread.test(reason) ? skipped : problems
    list.push({ path: this.#mask.path(path), reason })
  }

  #isWanted({ confidence, known }: Candidate): boolean {
    return known !== undefined || isConfident(confidence, this.#request.configuration.minConfidence)
  }

  #report(found: ExportFound, path: string, kind: FileKind, of: Mention | undefined): void {
    const said = (): Mention => {
      const own = kind.finish(found.attribution)
      const format = of && !saysWho(own) ? of.format : kind.format
      return { format, attribution: { ...of?.attribution, ...own } }
    }
    const tokenOrigin = () => {
      // It opens all files, not the one whose address it stands in first.
      const { format, attribution } = said()
      const { file: _, ...others } = attribution
      return this.#originOf(found, path, { format, attribution: others })
    }
    if (this.#tokens.take(found, tokenOrigin, path)) return
    const mention = said()
    if (this.#held.take({ found, path, ...mention })) return
    this.#tell(found, this.#originOf(found, path, mention))
  }

  #originOf(
    { path: field, copies }: ExportFound,
    path: string,
    { format, attribution }: Mention,
  ): ExportOrigin {
    return {
      kind: 'export',
      path: this.#mask.path(path),
      format,
      ...this.#mask.attribution(attribution),
      ...(field !== '' && { field }),
      ...(copies.length > 0 && { copies }),
    }
  }

  #tell({ match }: ExportFound, origin: ExportOrigin): void {
    this.#account.report(toFoundSecret(match, origin, this.#request.key))
  }
}

/** It comes as one chunk, and what it says needs no reader. */
function isShort({ isPlain, remains }: ExportFile): boolean {
  return isPlain === true || remains?.seam !== undefined
}
