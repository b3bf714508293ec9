import { crc32 } from 'node:zlib'
import { concatBytes } from '../../text/bytes.ts'
import { bytesSource, chunksOfSource, sliceSource, type ByteSource } from './byte-source.ts'
import { inflateChunks } from './inflate.ts'
import { DamageError } from './member.ts'
import { deflated, findData, findLocalHeader, isSizeElsewhere, stored } from './zip.ts'
import { viewOf } from './zip-directory.ts'
import { descriptorLength, writeDirectory, type ZipRecord } from './zip-records.ts'

/**
 * A zip archive that has no central directory, as when its download was cut off, with one again: it is made of the
 * headers in front of the entries (APPNOTE.TXT, 4.3.7). Of the last entry there may be a part only.
 */
export function recoverZip(source: ByteSource): ByteSource {
  const records: ZipRecord[] = []
  let end = 0
  for (let next = findLocalHeader(source, 0); next !== undefined;) {
    const record = readRecord(source, next)
    if (!record) break
    records.push(record)
    end = record.offset + record.length
    next = findLocalHeader(source, end)
  }
  const parts: Uint8Array[] = []
  const output = {
    position: end,
    write(bytes: Uint8Array) {
      parts.push(Uint8Array.from(bytes))
      this.position += bytes.length
    },
  }
  const nowhere = { start: 0, end: 0, count: 0, isZip64: false, shift: 0, endRecord: 0 }
  writeDirectory(output, bytesSource(endRecord(records.length)), nowhere, records)
  return joinSources(sliceSource(source, 0, end), bytesSource(concatBytes(parts)))
}

type LocalRecord = ZipRecord & {
  /** Of all that belongs to the entry, its header included. */
  readonly length: number
}

/** @returns undefined for a header that is cut off */
function readRecord(source: ByteSource, offset: number): LocalRecord | undefined {
  const start = findData(source, offset)
  if (start === undefined || start > source.size) return undefined
  const local = viewOf(source.read(offset, 30))
  const flags = local.getUint16(6, true)
  const method = local.getUint16(8, true)
  const name = source.read(offset + 30, local.getUint16(26, true))
  const packed = isSizeElsewhere(local)
    ? measure(source, start, method)
    : {
        crc: local.getUint32(14, true),
        packedSize: Math.min(local.getUint32(18, true), source.size - start),
        size: local.getUint32(22, true),
      }
  const head = directoryHead(local, name)
  const record = { head, name, flags, method, offset, ...packed }
  const end = start + packed.packedSize
  return { ...record, length: end + descriptorLength(source, end, record) - offset }
}

/** What stands behind the data only, if the archive has it still. */
function measure(
  source: ByteSource,
  start: number,
  method: number,
): Pick<ZipRecord, 'crc' | 'packedSize' | 'size'> {
  let crc = 0
  let size = 0
  if (method === deflated) {
    const chunks = inflateChunks(chunksOfSource(sliceSource(source, start, source.size)), 'raw')
    try {
      for (let step = chunks.next(); ; step = chunks.next()) {
        if (step.done) return { crc, size, packedSize: step.value }
        crc = crc32(step.value, crc)
        size += step.value.length
      }
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
    }
  }
  const packedSize = (findLocalHeader(source, start) ?? source.size) - start
  if (method !== stored) return { crc, size, packedSize }
  crc = 0
  for (const chunk of chunksOfSource(sliceSource(source, start, start + packedSize)))
    crc = crc32(chunk, crc)
  return { crc, size: packedSize, packedSize }
}

/** Of a record of the directory; what `writeDirectory` sets is left open. */
function directoryHead(local: DataView, name: Uint8Array): Uint8Array {
  const head = new Uint8Array(46)
  const view = viewOf(head)
  view.setUint32(0, 0x02014b50, true)
  view.setUint16(4, 20, true)
  view.setUint16(6, local.getUint16(4, true), true)
  view.setUint32(12, local.getUint32(10, true), true)
  view.setUint16(28, name.length, true)
  return concatBytes([head, name])
}

function endRecord(count: number): Uint8Array {
  const bytes = new Uint8Array(22)
  const view = viewOf(bytes)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, Math.min(0xffff, count), true)
  view.setUint16(10, Math.min(0xffff, count), true)
  return bytes
}

function joinSources(first: ByteSource, second: ByteSource): ByteSource {
  return {
    size: first.size + second.size,
    read(position, length) {
      const head = position < first.size ? first.read(position, length) : new Uint8Array(0)
      const rest = length - head.length
      if (rest === 0 || position + head.length < first.size) return head
      return concatBytes([head, second.read(position + head.length - first.size, rest)])
    },
  }
}
