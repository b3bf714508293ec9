import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ExportOrigin, FileOrigin, GitOrigin, Origin } from '../../engine/document.ts'
import { BatchReader } from '../../git/batch-reader.ts'
import { messageParts } from '../../git/message.ts'
import { openRepository, type Repository } from '../../git/repository.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import type { Configuration } from '../configuration.ts'
import { emptyOutcome, type DocumentScanner, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { scanVersion } from '../history/scan-version.ts'
import type { RuleSet } from '../load-engine.ts'
import { makeThoroughScanner } from '../make-thorough-scanner.ts'
import { gcpKeyRule, withGcpDetails } from './gcp-key-details.ts'
import { listVersions } from './list-versions.ts'
import { locateFile } from './locate-file.ts'
import { outerPaths } from './outer-paths.ts'
import { scanExportFile } from './scan-export-file.ts'
import { wipeFound } from './wipe-found.ts'

/** What a place is to be read by. */
export interface PlaceReaderOptions {
  readonly configuration: Configuration
  readonly rules: RuleSet | undefined
  /** Absolute; what paths of files are relative to, and inside of which a repository is looked for. */
  readonly root: string
  /** Fingerprints of what is found are made under it. */
  readonly key: FingerprintKey
  readonly signal: AbortSignal
}

/** A place whose secret is wanted again. */
export interface WantedPlace {
  readonly origin: Origin
  readonly line: number
  readonly column: number
  readonly start?: number | undefined
  readonly end?: number | undefined
  /** As they were found there; left out where a fingerprint tells more. */
  readonly rule?: string
  readonly redacted?: string
}

/** What stands there, or why it could not be had. */
export type ReadPlace = { readonly found: FoundSecret } | { readonly gone: string }

type ReadDocument = { readonly all: readonly FoundSecret[] } | { readonly gone: string }

/** Blobs of a path that are looked at when the one that is wanted is gone. */
const versionsMax = 50

/** Reads places of former scans again, each document once, with the engine that found them. */
export class PlaceReader {
  readonly #options: PlaceReaderOptions
  readonly #documents = new Map<string, Promise<ReadDocument>>()
  #scanner: DocumentScanner | undefined
  #repository: Repository | undefined
  #objects: BatchReader | undefined

  constructor(options: PlaceReaderOptions) {
    this.#options = options
  }

  /**
   * @param isRight tells the secret by its fingerprint; then it may have moved in its document. Without it the same rule must
   * find the same redacted form at the same bytes.
   * @param reportedMs when it was reported: without a fingerprint, a file that was written later may hold another secret there
   */
  async read(
    place: WantedPlace,
    isRight?: (found: FoundSecret) => boolean,
    reportedMs = Infinity,
  ): Promise<ReadPlace> {
    const document = await this.#document(place.origin)
    if ('gone' in document) return document
    const here = document.all.find((found) => isSamePlace(found, place))
    if (isRight === undefined && this.#writtenMs(place.origin) > reportedMs)
      return { gone: 'it was written after the report was, and may hold another secret by now' }
    if (isRight === undefined)
      return here !== undefined && isAsFound(here, place) ? { found: here } : { gone: changed }
    if (here !== undefined && isRight(here)) return { found: here }
    const moved = document.all.find(isRight)
    return moved === undefined ? { gone: changed } : { found: moved }
  }

  /** All that is found in a document; nothing where it is gone. */
  async readAll(origin: Origin): Promise<readonly FoundSecret[]> {
    const document = await this.#document(origin)
    return 'all' in document ? document.all : []
  }

  /** Looks through former versions of the place's file, in all that references and their logs remember. */
  async readHistory(
    place: WantedPlace,
    isRight: (found: FoundSecret) => boolean,
  ): Promise<ReadPlace> {
    const { origin } = place
    if (origin.kind !== 'file' && origin.kind !== 'git') return { gone: 'it has no history' }
    try {
      const repository = this.#openRepository()
      const versions = await listVersions(repository, origin, this.#options.root, versionsMax)
      for (const { path, blob, commit } of versions) {
        this.#options.signal.throwIfAborted()
        const version: GitOrigin = { kind: 'git', path, blob, commit }
        const document = await this.#document(version)
        const found = 'all' in document ? document.all.find(isRight) : undefined
        if (found !== undefined) return { found }
      }
      return { gone: `none of the ${versions.length} versions in git has it` }
    } catch (error) {
      return { gone: firstLine(error) }
    }
  }

  /** Overwrites all values that were read. */
  close(): void {
    this.#objects?.close()
    for (const document of this.#documents.values())
      void document.then((read) => {
        if ('all' in read) for (const found of read.all) wipeFound(found)
      })
    this.#documents.clear()
  }

  /** What git has never changes. */
  #writtenMs({ kind, path }: Origin): number {
    if (kind !== 'file' && kind !== 'export') return 0
    const file = locateFile(path, this.#options.root)
    return 'gone' in file ? 0 : file.writtenMs
  }

  #document(origin: Origin): Promise<ReadDocument> {
    const key = documentKeyOf(origin)
    const known = this.#documents.get(key)
    if (known !== undefined) return known
    const reading = this.#readDocument(origin).catch((error: unknown) => {
      this.#options.signal.throwIfAborted()
      return { gone: firstLine(error) }
    })
    this.#documents.set(key, reading)
    return reading
  }

  #readDocument(origin: Origin): Promise<ReadDocument> {
    switch (origin.kind) {
      case 'stdin':
        return Promise.resolve({ gone: 'it came on standard input, which nobody keeps' })
      case 'file':
        return this.#readFile(origin)
      case 'export':
        return this.#readExport(origin)
      case 'git':
        return this.#readGit(origin)
      case 'github':
        return Promise.resolve({ gone: `it stands at GitHub: ${origin.url ?? origin.path}` })
    }
  }

  async #readFile({ path }: FileOrigin): Promise<ReadDocument> {
    const file = locateFile(path, this.#options.root)
    if ('gone' in file) return file
    const scanner = await this.#openScanner()
    const outcome = emptyOutcome()
    const origin = { kind: 'file', path: file.label } as const
    scanner.scanFile({ path: file.path, origin, named: true }, outcome)
    const document = toDocument(outcome, (found) => found.finding.origin.path === path)
    return file.label === path ? withDetails(document, () => readFileSync(file.path)) : document
  }

  async #readExport(origin: ExportOrigin): Promise<ReadDocument> {
    const file = locateFile(origin.path, this.#options.root)
    if ('gone' in file) return file
    const all = await scanExportFile(file, this.#options)
    return { all }
  }

  async #readGit(origin: GitOrigin): Promise<ReadDocument> {
    const { path, blob, part, commit } = origin
    const scanner = await this.#openScanner()
    const outcome = emptyOutcome()
    if (part === 'path') {
      scanner.scanText(Buffer.from(path), origin, outcome)
      return toDocument(outcome)
    }
    const id = blob ?? commit
    if (id === null) return { gone: 'no object of git has it' }
    this.#objects ??= new BatchReader(this.#openRepository())
    const object = await this.#objects.read(id)
    if (object === undefined) return { gone: `git has no object ${id.slice(0, 12)} any more` }
    if (blob === undefined) {
      for (const text of messageParts(object.bytes, object.type === 'tag'))
        if (text.part === part) scanner.scanText(text.bytes, origin, outcome)
      return toDocument(outcome)
    }
    const repository = this.#openRepository()
    // Of an entry of an archive the blob is the archive; which `!` parts them only the archive tells.
    for (const label of outerPaths(path)) {
      scanVersion(
        object.bytes,
        { ...origin, path: label },
        { documents: scanner, repository },
        outcome,
      )
      if (outcome.found.some((found) => found.finding.origin.path === path)) break
    }
    const document = toDocument(outcome, (found) => found.finding.origin.path === path)
    return path.includes('!') ? document : withDetails(document, () => object.bytes)
  }

  #openRepository(): Repository {
    this.#repository ??= openRepository(resolve(this.#options.root), {})
    return this.#repository
  }

  async #openScanner(): Promise<DocumentScanner> {
    if (this.#scanner !== undefined) return this.#scanner
    const { configuration, rules, key } = this.#options
    const scanner = makeThoroughScanner(key, rules, configuration)
    await scanner.loadArchives()
    this.#scanner = scanner
    return scanner
  }
}

const changed = 'what stood there does not stand there any more'

function toDocument(
  { found, problems, skipped }: Outcome,
  isWanted: (found: FoundSecret) => boolean = () => true,
): ReadDocument {
  const all = found.filter(isWanted)
  if (all.length > 0) return { all }
  const [trouble] = [...problems, ...skipped]
  return { gone: trouble?.reason ?? changed }
}

/** Read once more only where something is to be told. */
function withDetails(document: ReadDocument, read: () => Uint8Array): ReadDocument {
  if ('gone' in document) return document
  if (!document.all.some(({ finding }) => finding.rule === gcpKeyRule)) return document
  const bytes = read()
  return { all: document.all.map((found) => withGcpDetails(found, bytes)) }
}

function documentKeyOf(origin: Origin): string {
  if (origin.kind !== 'git') return `${origin.kind}\n${origin.path}`
  return ['git', origin.path, origin.blob ?? '', origin.part ?? '', origin.commit ?? ''].join('\n')
}

function isSamePlace({ finding }: FoundSecret, place: WantedPlace): boolean {
  const hasSpan = place.start !== undefined && place.end !== undefined
  if (hasSpan && (finding.start !== place.start || finding.end !== place.end)) return false
  if (place.rule !== undefined && finding.rule !== place.rule) return false
  const { origin } = finding
  // A file of an export is read with all files of its archive.
  if (origin.kind === 'export' && place.origin.kind === 'export') {
    if (origin.path !== place.origin.path || origin.field !== place.origin.field) return false
  }
  return finding.line === place.line && finding.column === place.column
}

function isAsFound({ finding }: FoundSecret, { redacted, rule }: WantedPlace): boolean {
  return finding.redacted === redacted && finding.rule === rule
}

function firstLine(error: unknown): string {
  if (error instanceof StanchError && error.code === 'NOT_A_REPOSITORY')
    return 'there is no git repository here'
  return reasonOf(error).split('\n')[0]!
}
