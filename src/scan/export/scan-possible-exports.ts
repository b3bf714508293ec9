import { headBytes } from '../../exports/detect-layout.ts'
import { NameBook } from '../../exports/layout.ts'
import { mayGiveNames, openReader } from '../../exports/open-reader.ts'
import { isBson } from '../../text/bson-scanner.ts'
import { groupBy } from '../../text/group-by.ts'
import type { DocumentScanner, PossibleExport } from '../document-scanner.ts'
import type { FileToScan } from '../../sources/source.ts'
import type { ScanRequest } from '../scan-request.ts'
import type { ExportFile } from './export-file.ts'
import { exportFiles, isNoText, type ExportFilesOptions } from './export-files.ts'
import { isStopped } from './is-stopped.ts'
import { ExportsScan, type ExportsAccount } from './scan-export.ts'
import { Turns } from './turns.ts'

/** Scans what a scan of files has put aside: exports as what they are, the others as any file. */
export async function scanPossibleExports(
  possible: readonly PossibleExport[],
  request: ScanRequest,
  documents: DocumentScanner,
  account: ExportsAccount,
): Promise<void> {
  const { signal } = request
  const exports = new ExportsScan({ ...request, format: undefined }, account, documents.engine)
  const groups = [...groupBy(possible, ({ file }) => file)]
  for (const [file, paths] of groups) {
    for (const found of filesOf(file, paths, request, { isOpened: mayGiveNames, onlyRows: true }))
      if (found.kind === 'file') exports.learn(found.file)
  }
  const turns = new Turns(signal)
  for (const [file, paths] of groups) {
    for (const found of filesOf(file, paths, request)) {
      if (await turns.isOver()) return exports.finish()
      if (found.kind === 'file') {
        if (await isStopped(scanOne(found.file, file), signal)) return exports.finish()
      }
      // What is told of an archive was told when it was first read.
      else if (found.kind === 'problem' && found.path === paths[0].path) {
        account.problems.push({ path: found.path, reason: found.reason })
      }
    }
  }
  exports.finish()

  function* scanOne(found: ExportFile, file: FileToScan): Generator<undefined, void, undefined> {
    const { head, opened } = peek(found)
    if (found.remains || isExport(head, found.path)) return yield* exports.scanFile(opened)
    const stream = documents.openStream({ ...file.origin, path: found.path } as typeof file.origin)
    try {
      for (const chunk of opened.open()) {
        for (let at = 0; at < chunk.length;) {
          const room = stream.room()
          const part = chunk.subarray(at, at + room.length)
          room.set(part)
          stream.advance(part.length)
          at += part.length
        }
        yield
      }
    } finally {
      const outcome = stream.end()
      account.count(outcome.documents, outcome.bytes)
      account.problems.push(...outcome.problems)
      for (const secret of outcome.found) account.report(secret)
    }
  }
}

/** A table or a text of which nobody knows who wrote it is a file as any other. */
function isExport(head: Uint8Array, path: string): boolean {
  const { kind } = openReader(head, { path, names: new NameBook() })
  return isNoText(head, path) || isBson(head) || !['json', 'text', 'csv'].includes(kind.format)
}

function* filesOf(
  file: FileToScan,
  possible: readonly PossibleExport[],
  { configuration }: ScanRequest,
  options?: ExportFilesOptions,
): ReturnType<typeof exportFiles> {
  const paths = new Set(possible.map(({ path }) => path))
  for (const event of exportFiles(
    [[{ kind: 'file', file: withBuffer(file) }]],
    configuration.limits,
    options,
  )) {
    if (event.kind !== 'file' || isOneOf(paths, event.file.path)) yield event
  }
}

/** What a database holds lies below it. */
function isOneOf(paths: ReadonlySet<string>, path: string): boolean {
  if (paths.has(path)) return true
  for (let at = path.indexOf('!'); at >= 0; at = path.indexOf('!', at + 1))
    if (paths.has(path.slice(0, at))) return true
  return false
}

/** A Buffer comes back from a worker as a plain Uint8Array. */
function withBuffer(file: FileToScan): FileToScan {
  return typeof file.path === 'string' ? file : { ...file, path: Buffer.from(file.path) }
}

/** A file can be read once only. */
function peek(file: ExportFile): { head: Uint8Array; opened: ExportFile } {
  const chunks = file.open()[Symbol.iterator]()
  const first = chunks.next()
  const head = first.done ? new Uint8Array(0) : first.value.subarray(0, headBytes)
  const open = function* () {
    for (let next = first; !next.done; next = chunks.next()) yield next.value
  }
  return { head, opened: { ...file, open } }
}
