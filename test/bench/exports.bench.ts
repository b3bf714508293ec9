import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readPeerReport, type HistoryPeer } from '../../dist/build/accuracy-peers.js'
import type { ExportSubject } from './export-subjects.ts'
import { measure, median, type Command } from './measure.ts'
import { cacheDirectory } from './subjects.ts'
import { commandOfStanch, readReportOfStanch } from './tools.ts'
import { writeExport, type WrittenExport } from './write-export.ts'

export const exportColumns = ['export', 'command', 'median', 'MB/s', 'CPU', 'MB/CPU s', 'peak', 'found'] as const // prettier-ignore

const bytesOfEach = 100e6

/** One way to look at an export. */
interface Lane {
  readonly name: string
  readonly command: Command
  /** How many of the planted secrets it has found in its last run. */
  readonly countFound: () => number
}

/**
 * `stanch scan export` of a generated export, and others on the same bytes. Where a format cuts texts the secrets are cut,
 * so that whoever does not know the format has to miss them.
 *
 * @throws Error when `scan export` misses one, tells it with another record, or finds what was not planted
 */
export function benchExport(
  subject: ExportSubject,
  scale: number,
  runs: number,
  peers: readonly HistoryPeer[],
): string[][] {
  const directory = join(cacheDirectory, 'exports')
  mkdirSync(directory, { recursive: true })
  const path = join(directory, subject.name)
  const written = writeExport(subject, path, bytesOfEach * scale)
  const lanes = [
    laneOfExport(subject, path, directory, written),
    laneOfScan(path, directory, written),
    ...peers.map((peer) => laneOfPeer(peer, path, directory, written)),
  ]
  return lanes.map((lane) => [
    `${subject.name}, ${Math.round(written.bytes / 1e6)} MB`,
    ...rowOf(lane, directory, runs, written),
  ])
}

function rowOf(
  { name, command, countFound }: Lane,
  directory: string,
  runs: number,
  { bytes, planted }: WrittenExport,
): string[] {
  const all = Array.from({ length: runs + 1 }, () => measure(command, directory))
  const wallMs = median(all.slice(1).map((one) => one.wallMs))
  const cpuMs = median(all.slice(1).map((one) => one.cpuMs ?? NaN))
  const peak = Math.max(...all.map(({ peakBytes = 0 }) => peakBytes))
  return [
    name,
    `${(wallMs / 1000).toFixed(2)} s`,
    (bytes / 1000 / wallMs).toFixed(0),
    `${(cpuMs / 1000).toFixed(2)} s`,
    (bytes / 1000 / cpuMs).toFixed(0),
    `${Math.round(peak / 1e6)} MB`,
    `${countFound()} of ${planted.length}`,
  ]
}

function laneOfExport(
  { name }: ExportSubject,
  path: string,
  directory: string,
  { planted }: WrittenExport,
): Lane {
  const wanted = planted.map(({ record }) => record).toSorted()
  return {
    name: 'scan export',
    command: commandOfStanch(['scan', 'export', path]),
    countFound: () => {
      const { findings } = readReportOfStanch(directory)
      const records = findings.map(({ origin }) => ('record' in origin && origin.record) || '?')
      if (records.toSorted().join() !== wanted.join())
        throw new Error(`${name}: ${records.length} of ${wanted.length}, or elsewhere`)
      return records.length
    },
  }
}

function laneOfScan(path: string, directory: string, { planted }: WrittenExport): Lane {
  return {
    name: 'scan',
    command: commandOfStanch(['scan', path]),
    countFound: () => Math.min(planted.length, readReportOfStanch(directory).exposures.length),
  }
}

function laneOfPeer(
  peer: HistoryPeer,
  path: string,
  directory: string,
  { planted }: WrittenExport,
): Lane {
  const report = join(directory, 'report.json')
  const archives = peer.name === 'gitleaks' ? ['--max-archive-depth', '3'] : []
  return {
    name: peer.name,
    command: {
      program: peer.path,
      args: [...peer.argumentsFor(path, report), ...archives],
      input: undefined,
      goodStatuses: peer.goodStatuses,
    },
    countFound: () => {
      const found = new Set(readPeerReport(peer, report).map(({ text }) => text))
      return planted.filter(({ text }) => found.has(text)).length
    },
  }
}
