import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Confidence } from '../rules/rule.ts'

export const peerNames = ['gitleaks', 'kingfisher'] as const
export type PeerName = (typeof peerNames)[number]

/** Another scanner that is installed here. Run as said here, none touches the network. */
export interface Peer extends PeerDialect {
  readonly name: PeerName
  readonly program: string
}

interface PeerDialect {
  /** Arguments that scan a file or tree, or standard input for `-`, and write a JSON report. */
  argumentsFor(path: string, report: string, confidence?: Confidence): string[]
  /** The same for everything that a repository ever held, bare or not. */
  historyArgumentsFor(repository: string, report: string): string[]
  /** Exit statuses of a scan that went well. */
  readonly goodStatuses: readonly number[]
  readReport(path: string): PeerFinding[]
}

export interface PeerFinding {
  readonly rule: string
  readonly path: string
  /** A commit that has it; only of a history. */
  readonly commit?: string
  /** Lines from 1; columns from 0, the end exclusive. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** What the peer takes for the secret; where it was decoded, it does not stand in the text. */
  readonly text: string
}

/** Peers in `STANCH_PEERS_PATH` (directories, parted as in PATH) when set; else in PATH and the usual places. */
export function findPeers(): Peer[] {
  const own = process.env['STANCH_PEERS_PATH']
  const usual = [process.env['PATH'], join(homedir(), 'go/bin')]
  const directories = (own ?? usual.join(delimiter)).split(delimiter)
  return peerNames.flatMap((name) => {
    const program = directories.map((directory) => join(directory, name)).find(isExecutable)
    return program === undefined ? [] : [{ name, program, ...dialects[name] }]
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const gitleaksFlags = '--no-banner --log-level error --exit-code 0 --report-format json'.split(' ')

/** Left as it is, kingfisher reports a secret at its first place only, and nothing of large files. */
const kingfisherFlags =
  '--quiet --no-validate --no-update-check --max-file-size 0 --no-dedup --format json'.split(' ')

const dialects: Readonly<Record<PeerName, PeerDialect>> = {
  gitleaks: {
    argumentsFor: (path, report) => {
      const command = path === '-' ? ['stdin'] : ['dir', path]
      return [...command, ...gitleaksFlags, '--report-path', report]
    },
    historyArgumentsFor: (repository, report) => {
      return ['git', repository, ...gitleaksFlags, '--report-path', report]
    },
    goodStatuses: [0],
    readReport: (path) => (readJson(path) as GitleaksFinding[]).map(fromGitleaks),
  },
  kingfisher: {
    argumentsFor: (path, report, confidence = 'medium') => {
      const flags = [...kingfisherFlags, '--git-history', 'none', '--confidence', confidence]
      return ['scan', path, ...flags, '--output', report]
    },
    historyArgumentsFor: (repository, report) => {
      return ['scan', repository, ...kingfisherFlags, '--git-history', 'full', '--output', report]
    },
    goodStatuses: [0, 200, 205],
    readReport: (path) => (readJson(path) as KingfisherReport).findings.map(fromKingfisher),
  },
}

interface GitleaksFinding {
  readonly RuleID: string
  readonly File: string
  /** Empty where it scanned no history. */
  readonly Commit?: string
  readonly StartLine: number
  readonly StartColumn: number
  readonly EndLine: number
  readonly EndColumn: number
  readonly Secret: string
}

function fromGitleaks(one: GitleaksFinding): PeerFinding {
  // Its columns count the line feed before the line, so the first line is one short of the others.
  return {
    rule: one.RuleID,
    path: one.File,
    ...(one.Commit && { commit: one.Commit }),
    line: one.StartLine,
    column: one.StartColumn - (one.StartLine > 1 ? 2 : 1),
    endLine: one.EndLine,
    endColumn: one.EndColumn - (one.EndLine > 1 ? 1 : 0),
    text: one.Secret,
  }
}

interface KingfisherReport {
  readonly findings: readonly KingfisherFinding[]
}

interface KingfisherFinding {
  readonly rule: { readonly name: string }
  readonly finding: {
    readonly path: string
    readonly line: number
    readonly column_start: number
    readonly column_end: number
    readonly snippet: string
    readonly git_metadata?: { readonly commit: { readonly id: string } }
  }
}

function fromKingfisher({ rule, finding }: KingfisherFinding): PeerFinding {
  const commit = finding.git_metadata?.commit.id
  return {
    rule: rule.name,
    path: finding.path,
    ...(commit && { commit }),
    line: finding.line,
    column: finding.column_start,
    endLine: finding.line,
    endColumn: finding.column_end + 1,
    text: finding.snippet,
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}
