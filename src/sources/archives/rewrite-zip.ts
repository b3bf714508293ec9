import { crc32 } from 'node:zlib'
import { labelOfBytes } from '../walk-label.ts'
import { chunksOfSource, sliceSource, type ByteSource } from './byte-source.ts'
import { deflateChunks } from './deflate.ts'
import { copySource, PatchedCopy } from './patched-copy.ts'
import { recoverZip } from './recover-zip.ts'
import type { Output, RewriteMember, Rewriter, Rewriting } from './rewrite.ts'
import type { Spool } from './spool.ts'
import { contentOfEntry, deflated, findData, findLocalHeader, stored, zstandard } from './zip.ts'
import { findEndOfDirectory, type DirectoryPlace } from './zip-directory.ts'
import {
  descriptorLength,
  localHeader,
  readRecords,
  writeDirectory,
  type ZipRecord,
} from './zip-records.ts'

/** How what is in an archive is rewritten. */
export interface ZipPorts {
  readonly member: RewriteMember
  /** As far as it can be read; what cannot has been said. */
  readonly unpack: (
    chunks: Iterable<Uint8Array>,
    path: string,
  ) => { readonly spool: Spool; readonly isWhole: boolean }
}

interface ReadZip {
  readonly source: ByteSource
  readonly place: DirectoryPlace
  readonly records: readonly ZipRecord[]
}

/** Rewrites a zip archive: entries that do not change are copied as they are packed; see `rewriteSource`. */
export function* rewriteZip(
  source: ByteSource,
  path: string,
  rewriter: Rewriter,
  ports: ZipPorts,
  open: () => Output,
): Rewriting {
  const zip = readZip(source)
  if (zip) return yield* rewriteEntries(zip, path, rewriter, ports, open)
  const reason = 'no central directory: what is whole of its entries is put together anew'
  rewriter.onRemark('problem', path, reason)
  const recovered = readZip(recoverZip(source))
  if (!recovered) open()
  else if (!(yield* rewriteEntries(recovered, path, rewriter, ports, open)))
    copySource(recovered.source, open())
  return true
}

function readZip(source: ByteSource): ReadZip | undefined {
  const place = findEndOfDirectory(source)
  const records = place && readRecords(source, place)
  return records && { source, place, records }
}

function* rewriteEntries(
  { source, place, records }: ReadZip,
  path: string,
  rewriter: Rewriter,
  { member, unpack }: ZipPorts,
  open: () => Output,
): Rewriting {
  const copy = new PatchedCopy(source, open)
  /** What stands before is named by the directory, or stands in front of the archive. */
  let known = Math.max(0, place.shift)
  const moved = new Map<number, ZipRecord>()
  for (const record of records.toSorted((left, right) => left.offset - right.offset)) {
    if (moved.has(record.offset)) continue
    dropLost(record.offset)
    known = Math.max(known, endOf(record))
    const changed = yield* rewriteEntry(record)
    moved.set(record.offset, changed ?? { ...record, offset: record.offset + copy.shift })
  }
  dropLost(place.start)
  if (!copy.isBegun) return false
  const output = copy.replace(place.start, source.size)
  writeDirectory(
    output,
    source,
    place,
    records.map((record) => ({ ...moved.get(record.offset)!, head: record.head })),
  )
  return true

  /** Entries that were replaced or taken out can still lie there; nobody reads them, but anybody can. */
  function dropLost(end: number): void {
    if (end <= known) return
    const lost = findLocalHeader(sliceSource(source, 0, end), known)
    if (lost === undefined) return
    rewriter.onRemark('skipped', path, 'an entry that its directory does not name: left out')
    copy.replace(lost, end)
  }

  function endOf(record: ZipRecord): number {
    const start = findData(source, record.offset)
    if (start === undefined) return record.offset
    const end = start + record.packedSize
    return end + descriptorLength(source, end, record)
  }

  /** @returns undefined for one that stays */
  function* rewriteEntry(
    record: ZipRecord,
  ): Generator<undefined, ZipRecord | undefined, undefined> {
    const { flags, method, offset, packedSize } = record
    const name = `${path}!${labelOfBytes(record.name)}`
    const start = findData(source, offset)
    const isDirectory = name.endsWith('/') && packedSize <= 2
    if (isDirectory && start !== undefined) return undefined
    if (start === undefined) {
      rewriter.onRemark('problem', name, 'no entry where one should be')
      return undefined
    }
    if (flags & 1) {
      rewriter.onRemark('problem', name, 'encrypted: copied as it is, unread')
      return undefined
    }
    if (method !== stored && method !== deflated && method !== zstandard) {
      rewriter.onRemark('problem', name, `compression method ${method}: copied as it is, unread`)
      return undefined
    }
    const { spool, isWhole } = unpack(contentOfEntry(source, { ...record, start }), name)
    const now = rewriter.newSpool()
    try {
      const isChanged = yield* member(spool.source(), name, () => now)
      if (!isChanged && isWhole) return undefined
      const content = isChanged ? now.source() : spool.source()
      return writeEntry(content, record, start, endOf(record))
    } finally {
      spool.close()
      now.close()
    }
  }

  function writeEntry(
    content: ByteSource,
    record: ZipRecord,
    start: number,
    end: number,
  ): ZipRecord {
    const packed = rewriter.newSpool()
    try {
      let crc = 0
      const counted = function* () {
        for (const chunk of chunksOfSource(content)) {
          crc = crc32(chunk, crc)
          yield chunk
        }
      }
      const isStored = record.method === stored
      for (const chunk of isStored ? counted() : deflateChunks(counted())) packed.write(chunk)
      const output = copy.replace(record.offset, end)
      const changed: ZipRecord = {
        ...record,
        // Sizes stand before the data now.
        flags: record.flags & ~8,
        method: isStored ? stored : deflated,
        crc,
        packedSize: packed.position,
        size: content.size,
        offset: output.position,
      }
      const head = source.read(record.offset, start - record.offset)
      output.write(localHeader(head, changed))
      copySource(packed.source(), output)
      return changed
    } finally {
      packed.close()
    }
  }
}
