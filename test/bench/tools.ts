import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readPeerReport, type HistoryPeer } from '../../dist/build/accuracy-peers.js'
import type { Finding } from '../../dist/engine/finding.js'
import type { Command } from './measure.ts'

/** Something whose run is timed on a subject. */
export interface Tool {
  readonly name: string
  readonly version: string
  /** @param path what to scan, `-` for standard input; @param directory where it may write */
  commandFor(path: string, input: string | undefined, directory: string): Command
  /** Findings of the last run there as `path:line`, paths as reported; `undefined` when it looks for nothing. */
  readFindings(directory: string): Reported | undefined
}

export interface Reported {
  readonly places: readonly string[]
  /** Different ones. */
  readonly secrets: number
  /** Documents that could not be scanned. */
  readonly problems: number
}

const root = join(import.meta.dirname, '../..')

export const stanch: Tool = {
  name: 'stanch',
  version: versionOfStanch(),
  commandFor: (path, input) => commandOfStanch(['scan', path], input),
  readFindings: readFindingsOfStanch,
}

/** @param words the command and what it scans; the rest is the same for all */
export function commandOfStanch(words: readonly string[], input?: string): Command {
  return {
    program: process.execPath,
    args: [join(root, 'dist/bin/main.js'), ...words, '--format', 'json', '--quiet'],
    input,
    // 2: real trees hold damaged archives. How many is shown.
    goodStatuses: [0, 1, 2],
  }
}

export function readFindingsOfStanch(directory: string): Reported {
  const { findings, coverage } = readReportOfStanch(directory)
  const places = findings.map(({ origin, line }) => `${origin.path}:${line}`)
  const secrets = new Set(findings.map(({ fingerprint }) => fingerprint)).size
  return { places, secrets, problems: coverage.problems.length }
}

export function readReportOfStanch(directory: string): {
  readonly findings: readonly Finding[]
  readonly exposures: readonly unknown[]
  readonly coverage: { readonly problems: readonly unknown[] }
} {
  return JSON.parse(readFileSync(join(directory, 'output'), 'utf8')) as ReturnType<
    typeof readReportOfStanch
  >
}

/** What Node needs to start and do nothing. */
export const bareNode: Tool = {
  name: 'node -e 0',
  version: process.version,
  commandFor: () => ({
    program: process.execPath,
    args: ['-e', '0'],
    input: undefined,
    goodStatuses: [0],
  }),
  readFindings: () => undefined,
}

/** @param what a history instead of a file or tree */
export function toolOfPeer(peer: HistoryPeer, what: 'files' | 'history' = 'files'): Tool {
  const reportIn = (directory: string) => join(directory, 'report.json')
  return {
    name: peer.name,
    version: versionOfPeer(peer),
    commandFor: (path, input, directory) => {
      rmSync(reportIn(directory), { force: true })
      const { path: program, goodStatuses } = peer
      const report = reportIn(directory)
      const args =
        what === 'history'
          ? peer.historyArgumentsFor(path, report)
          : peer.argumentsFor(path, report)
      return { program, args, input, goodStatuses }
    },
    readFindings: (directory) => {
      const findings = readPeerReport(peer, reportIn(directory))
      const places = findings.map(({ path, line }) => `${path}:${line}`)
      return { places, secrets: new Set(findings.map(({ text }) => text)).size, problems: 0 }
    },
  }
}

function versionOfStanch(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function versionOfPeer({ name, path: program }: HistoryPeer): string {
  const own = output(program, name === 'gitleaks' ? ['version'] : ['--version'])
  if (/\d+\.\d+/.test(own)) return own.replace(/^\D*/, '')
  // Built by `go install`, which leaves the version in the binary's build information only.
  return /^\s*mod\s+\S+\s+(\S+)/m.exec(output('go', ['version', '-m', program]))?.[1] ?? 'unknown'
}

function output(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim()
  } catch {
    return ''
  }
}
