import type { Candidate } from '../../engine/candidate.ts'
import type { Engine } from '../../engine/engine.ts'
import { Scanner, type PlacedMatch } from '../../engine/scanner.ts'
import { applyBsonEdits } from '../../exports/apply-bson-edits.ts'
import { applyEdits } from '../../exports/apply-edits.ts'
import { encodeEdits } from '../../exports/encoded-edits.ts'
import { headBytes } from '../../exports/detect-layout.ts'
import { ExportScan, isUnmistakable } from '../../exports/export-scan.ts'
import type { TextReference } from '../../exports/export-reader.ts'
import type { ExportFound } from '../../exports/group-copies.ts'
import { NameBook } from '../../exports/layout.ts'
import { openPlain, openReader } from '../../exports/open-reader.ts'
import { planEdits, type EditPlan } from '../../exports/plan-edits.ts'
import { isMasked } from '../../redact/find-masks.ts'
import type { RedactionMode } from '../../redact/policy.ts'
import { shownFor } from '../../redact/redact-record.ts'
import { identityOf } from '../../redact/token.ts'
import type { Confidence } from '../../rules/rule.ts'
import { detectArchive } from '../../sources/archives/detect-archive.ts'
import { bytesSource, chunksOfSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import { copySource } from '../../sources/archives/patched-copy.ts'
import type { Output, Rewriting } from '../../sources/archives/rewrite.ts'
import type { Spool } from '../../sources/archives/spool.ts'
import { databaseHeaderBytes, isDatabase } from '../../sources/sqlite/database-header.ts'
import { isBson } from '../../text/bson-scanner.ts'
import type { FingerprintKey } from '../../text/fingerprint.ts'
import { isDatabaseFile } from './database-files.ts'
import type { ExportFile } from './export-file.ts'
import { isNoText } from './export-files.ts'
import { FileFaults } from './file-faults.ts'
import { NameMask } from './name-mask.ts'
import { redactDatabase, type DatabaseRedaction } from './redact-database.ts'
import type { MaskIdentity, RedactionAccount } from './redaction-account.ts'
import { unreadContainerOf } from './unread-container.ts'

/** A mask can make a secret of what stands around it; more often than so it is no accident. */
const roundsMax = 8

export interface FileRedactorOptions {
  /** Makes the tokens. */
  readonly key: FingerprintKey
  readonly minConfidence: Confidence
  readonly modeOf: (rule: string) => RedactionMode
  /** Name of the format that all files are of; undefined: known from the content of each. */
  readonly format: string | undefined
  /** Credentials of the export itself stay, so that its files can still be downloaded. */
  readonly keepsExportTokens: boolean
  readonly newSpool: () => Spool
  /** Where files may be made for a while. */
  readonly directory: string
}

/** What one look at a file has found. */
export interface FoundInFile {
  readonly founds: readonly ExportFound[]
  readonly references: readonly TextReference[]
  /** What is not as the file's format has it. */
  readonly problems: readonly string[]
}

/** Redacts files one by one, each until nothing is found in it. */
export class FileRedactor {
  readonly #engine: Engine
  readonly #options: FileRedactorOptions
  readonly #account: RedactionAccount
  readonly #mask: NameMask

  constructor(engine: Engine, options: FileRedactorOptions, account: RedactionAccount) {
    this.#engine = engine
    this.#options = options
    this.#account = account
    this.#mask = new NameMask(engine, (candidate) => this.isWanted(candidate))
  }

  /**
   * See `Rewriter.rewriteFile`.
   *
   * @param log of a database, what lies beside it
   */
  *redact(source: ByteSource, path: string, open: () => Output, log?: ByteSource): Rewriting {
    this.#account.countFile(source.size)
    if (this.#mask.path(path) !== path)
      this.#account.fail(path, 'a name in its path holds a secret, and stays: rename it')
    const head = source.read(0, headBytes)
    if (isDatabaseFile(head, path)) return yield* this.#redactDatabase(source, path, open, log)
    if (isNoText(head, path)) {
      this.#tellBinary(source, path)
      return false
    }
    let content = source
    let spool: Spool | undefined
    let first: FoundInFile | undefined
    try {
      for (let round = 0; ; round++) {
        const found = yield* this.findIn(chunksOfSource(content), path)
        first ??= found
        const plan = this.#plan(found, path, round)
        if (plan.edits.length === 0) break
        if (round === roundsMax) {
          this.#account.fail(path, 'still holds what looks like a secret, made by the masks')
          break
        }
        const next = this.#options.newSpool()
        const before = content
        const edits = encodeEdits(plan.edits, ({ start, end }) => before.read(start, end - start))
        const apply = isBson(head) ? applyBsonEdits : applyEdits
        for (const chunk of apply(chunksOfSource(before), edits)) next.write(chunk)
        spool?.close()
        spool = next
        content = next.source()
      }
      for (const reason of first.problems) this.#account.fail(path, reason)
      if (!spool) return false
      this.#account.countChanged(path)
      copySource(content, open())
      return true
    } finally {
      spool?.close()
    }
  }

  *#redactDatabase(
    source: ByteSource,
    path: string,
    open: () => Output,
    log: ByteSource | undefined,
  ): Rewriting {
    if (!isDatabase(source.read(0, databaseHeaderBytes))) {
      const where = path.includes('!')
        ? 'a log of a database in an archive: what only it has is lost, unless the archive is unpacked first'
        : 'a log of a database that is not beside it'
      this.#account.fail(path, `${where}; an empty file stands in its place`)
      open()
      return true
    }
    const redaction: DatabaseRedaction = {
      directory: this.#options.directory,
      rewriteCell: (cell, at, to) => this.redact(cell, at, to),
      holdsSecret: (bytes, at) => this.#holdsSecret(bytes, at),
      onProblem: (at, reason) => this.#account.fail(at, reason),
      onSkipped: (at, reason) => this.#account.skip(at, reason),
    }
    const isChanged = yield* redactDatabase(source, log, path, redaction, open)
    if (isChanged) this.#account.countChanged(path)
    return isChanged
  }

  #holdsSecret(bytes: Uint8Array, path: string): boolean {
    const looking = this.findIn([bytes], path, {})
    for (let step = looking.next(); ; step = looking.next()) {
      if (step.done) return step.value.founds.length > 0
    }
  }

  /**
   * What a file holds that is to be masked; nothing where it is no text.
   *
   * @param chunks not altered meanwhile; the first one is not short
   * @param remains see `ExportFile.remains`
   */
  *findIn(
    chunks: Iterable<Uint8Array>,
    path: string,
    remains?: ExportFile['remains'],
  ): Generator<undefined, FoundInFile, undefined> {
    const founds: ExportFound[] = []
    const references: TextReference[] = []
    const faults = new FileFaults()
    const problems: string[] = []
    const open = (head: Uint8Array) => {
      const { format } = this.#options
      const reader = remains
        ? openPlain('sqlite', remains.seam)
        : openReader(head, { path, names: new NameBook() }, format)
      return new ExportScan(this.#engine, reader.open, {
        path,
        isWanted: (candidate) => this.isWanted(candidate),
        onFound: (found) => founds.push(found),
        onProblem: (reason) => faults.add(reason),
        onReference: (reference) => references.push(reference),
        onAttachment: ({ bytes, name, path: place }) => {
          if (detectArchive(bytesSource(bytes), name ?? '') === undefined) return
          problems.push(`the archive attached at ${place} is copied as it is`)
        },
      })
    }
    let scan: ExportScan | undefined
    let isOver = false
    try {
      for (const chunk of chunks) {
        if (!scan && !remains && isNoText(chunk, path)) break
        scan ??= open(chunk)
        scan.push(chunk)
        yield
      }
      isOver = true
      scan?.end()
    } finally {
      if (!isOver) scan?.discard()
    }
    if (scan?.limited)
      problems.push('holds more encoded text than is decoded (limit against decoding bombs)')
    return {
      founds: founds.flatMap((found) => this.#withoutKept(found)),
      references,
      problems: [...faults.told(), ...problems],
    }
  }

  isWanted(candidate: Candidate): boolean {
    return isMaskedAt(this.#options.minConfidence, candidate)
  }

  /** Nobody knows what may be changed in it; a secret that stands there plainly is said. */
  #tellBinary(source: ByteSource, path: string): void {
    const rules = new Set<string>()
    const scanner = new Scanner(this.#engine, path)
    const note = (matches: readonly PlacedMatch[]) => {
      for (const match of matches)
        if (isUnmistakable(match) && this.isWanted(match)) rules.add(match.rule.id)
    }
    for (const chunk of chunksOfSource(source)) note(scanner.push(chunk))
    note(scanner.end())
    const container = unreadContainerOf(source.read(0, headBytes))
    if (container !== undefined)
      this.#account.fail(path, `${container}: not opened here, copied as it is; unpack it first`)
    else if (rules.size === 0) this.#account.skip(path, 'binary: copied as it is')
    else
      this.#account.fail(
        path,
        `binary: copied as it is, but holds secrets (${[...rules].join(', ')})`,
      )
  }

  #withoutKept(found: ExportFound): ExportFound[] {
    if (!this.#options.keepsExportTokens) return [found]
    const hits = found.hits.filter(({ isExportToken }) => !isExportToken)
    return hits.length === 0 ? [] : [{ ...found, hits }]
  }

  #plan({ founds, references }: FoundInFile, path: string, round: number): EditPlan {
    const plan = planEdits(founds, references, (match) => this.#shown(match, round))
    for (const found of founds) this.#account.countMasked(found, this.#identityOf(found.match))
    this.#account.countReferences(path, plan)
    return plan
  }

  /** A text that is always the same could be found again and again; a token cannot. */
  #shown(match: PlacedMatch, round: number): string {
    const mode = round === 0 ? this.#options.modeOf(match.rule.id) : 'token'
    return shownFor({ secret: match }, mode, { token: this.#identityOf(match).token })
  }

  #identityOf({ rule, secret }: PlacedMatch): MaskIdentity {
    return identityOf(rule.id, secret, this.#options.key)
  }
}

/** What is masked in exports: what the filter masks, and values that are known. */
export function isMaskedAt(minConfidence: Confidence, candidate: Candidate): boolean {
  return candidate.known !== undefined || isMasked(candidate, minConfidence)
}
