import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import type { Engine } from '../../engine/engine.ts'
import { ByteSink } from '../../sources/archives/byte-sink.ts'
import { fileSource, type ByteSource } from '../../sources/archives/byte-source.ts'
import type { Output, Rewriting } from '../../sources/archives/rewrite.ts'
import { rewriteSource } from '../../sources/archives/rewrite-source.ts'
import { Spool } from '../../sources/archives/spool.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { Configuration } from '../configuration.ts'
import { assertFreeTarget } from './assert-free-target.ts'
import { isBesideDatabase, openLog } from './database-log.ts'
import { FileRedactor, isMaskedAt, type FileRedactorOptions } from './file-redactor.ts'
import { isStopped } from './is-stopped.ts'
import { leftBehind } from './left-behind.ts'
import { RedactionAccount, type RedactionResult } from './redaction-account.ts'
import { NameMask } from './name-mask.ts'
import { rescan } from './rescan.ts'
import { treeFiles, type TreeItem } from './tree-files.ts'

export interface RedactExportRequest extends Omit<FileRedactorOptions, 'newSpool' | 'directory'> {
  /** A file, a folder or an archive. */
  readonly input: string
  /** Must not be there, or be an empty folder. */
  readonly output: string
  /** A file that is there is replaced. */
  readonly isForced: boolean
  readonly limits: Configuration['limits']
  readonly signal: AbortSignal
}

/**
 * Writes a copy of an export without its secrets that the export's own tools still open, and scans that. The copy appears
 * under its name when it is whole, or not at all.
 *
 * @throws StanchError `EXPORT_INPUT`, `EXPORT_OUTPUT`
 */
export async function redactExport(
  engine: Engine,
  request: RedactExportRequest,
): Promise<RedactionResult> {
  const { input, output, signal } = request
  assertFreeTarget(input, output, request.isForced)
  const directory = dirname(output)
  const part = join(directory, `.${basename(output)}.stanch-${randomBytes(4).toString('hex')}`)
  const mask = new NameMask(engine, (candidate) => isMaskedAt(request.minConfidence, candidate))
  const account = new RedactionAccount((path) => mask.path(path))
  for (const path of leftBehind(directory))
    account.skip(path, 'left by a run that was killed, if none is going on: delete it')
  const newSpool = () => new Spool(directory)
  const redactor = new FileRedactor(engine, { ...request, newSpool, directory }, account)
  try {
    const copying = new ExportCopy(request, redactor, account, newSpool)
    if (await isStopped(copying.copyAll(part), signal)) return account.result(true)
    if (await isStopped(rescan(part, input, redactor, account, request), signal))
      return account.result(true)
    if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(output)
    renameSync(part, output)
    return account.result(false)
  } catch (cause) {
    if (cause instanceof StanchError) throw cause
    throw new StanchError(
      'EXPORT_OUTPUT',
      `Cannot write the redacted copy ${output}: ${reasonOf(cause)}. Nothing was left there.`,
      { cause },
    )
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

class ExportCopy {
  readonly #request: RedactExportRequest
  readonly #redactor: FileRedactor
  readonly #account: RedactionAccount
  readonly #newSpool: () => Spool
  readonly #isOneFile: boolean

  constructor(
    request: RedactExportRequest,
    redactor: FileRedactor,
    account: RedactionAccount,
    newSpool: () => Spool,
  ) {
    this.#request = request
    this.#redactor = redactor
    this.#account = account
    this.#newSpool = newSpool
    this.#isOneFile = statSync(request.input).isFile()
  }

  *copyAll(target: string): Generator<undefined, void, undefined> {
    const { input } = this.#request
    const folders: { path: Buffer; stats: TreeItem['stats'] }[] = []
    for (const item of treeFiles(Buffer.from(input))) {
      const { kind, inner, label, stats } = item
      const name = label === '' ? input : `${input.replace(/\/+$/, '')}/${label}`
      const path = Buffer.from(target)
      const to = inner.length === 0 ? path : Buffer.concat([path, Buffer.from('/'), inner])
      if (kind === 'other') this.#account.skip(name, `${wordOf(stats)}: left out`)
      else if (kind === 'directory') {
        mkdirSync(to)
        folders.push({ path: to, stats })
      } else if (isBesideDatabase(item.path))
        this.#account.skip(name, 'is in the copy of its database: left out')
      else yield* this.#copyFile(item, name, to)
    }
    for (const { path, stats } of folders.toReversed()) {
      chmodSync(path, stats.mode & 0o7777)
      keepTimes(path, stats)
    }
  }

  *#copyFile({ path, stats }: TreeItem, name: string, to: Buffer): Rewriting {
    const from = openSource(path, name, this.#account)
    if (from === undefined) return false
    const target = openSync(to, 'wx', 0o600)
    const log = openLog(path, from)
    try {
      const source = fileSource(from, stats.size)
      const sink = new ByteSink(target)
      const rewriter = {
        rewriteFile: (content: ByteSource, at: string, open: () => Output) =>
          this.#redactor.redact(content, at, open, content === source ? log?.source : undefined),
        onRemark: (kind: 'skipped' | 'problem', at: string, reason: string) =>
          kind === 'problem' ? this.#account.fail(at, reason) : this.#account.skip(at, reason),
        newSpool: this.#newSpool,
      }
      const { limits } = this.#request
      const isChanged = yield* rewriteSource(source, name, rewriter, limits, () => sink)
      if (!isChanged) sink.copy(source)
      sink.flush()
      fchmodSync(target, stats.mode & 0o7777)
      // The many files of a folder are not waited for one by one.
      if (this.#isOneFile) fsyncSync(target)
      return isChanged
    } finally {
      closeSync(from)
      closeSync(target)
      log?.close()
      keepTimes(to, stats)
    }
  }
}

/** A Date would round to milliseconds. */
function keepTimes(path: Buffer, { atimeMs, mtimeMs }: TreeItem['stats']): void {
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000)
}

/** What cannot be opened is left out. */
function openSource(path: Buffer, name: string, account: RedactionAccount): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    account.fail(name, `${reasonOf(error)}; left out`)
    return undefined
  }
}

function wordOf(stats: TreeItem['stats']): string {
  if (stats.isSymbolicLink()) return 'symlink'
  return stats.isFIFO() ? 'fifo' : stats.isSocket() ? 'socket' : 'device'
}
