import { accessSync, constants, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Confidence } from '../rules/rule.ts'
import {
  readCredSweeper,
  readDetectSecrets,
  readGitleaks,
  readKingfisher,
  readSecretlint,
  readTitus,
  type PeerFinding,
} from './accuracy-peer-reports.ts'

/** Another scanner that is installed here. Run as said here, none touches the network. */
export interface Peer extends PeerDialect {
  /** A program that is run in two ways has two. */
  readonly name: PeerName
  readonly path: string
}

/** One that also scans what is piped into it, and histories. */
export interface HistoryPeer extends Peer {
  /** Arguments that scan everything that a repository ever held, bare or not. */
  historyArgumentsFor(repository: string, report: string): string[]
}

interface PeerDialect {
  /** What the program is called. */
  readonly program: string
  /** Arguments that scan a file or tree, or standard input for `-`, and write a JSON report. */
  argumentsFor(path: string, report: string, confidence?: Confidence): string[]
  /** See {@link HistoryPeer}. */
  historyArgumentsFor?(repository: string, report: string): string[]
  /** It knows of no report file: what it prints is the report. */
  readonly printsReport?: boolean
  /** Files at most that it takes in one run without growing slow. */
  readonly filesMax?: number
  /** Exit statuses of a scan that went well. */
  readonly goodStatuses: readonly number[]
  /** @param report as parsed from JSON */
  readReport(report: unknown): PeerFinding[]
}

const gitleaksFlags = '--no-banner --log-level error --exit-code 0 --report-format json'.split(' ')

/** Left as it is, kingfisher reports a secret at its first place only, and nothing of large files. */
const kingfisherFlags =
  '--quiet --no-validate --no-update-check --max-file-size 0 --no-dedup --format json'.split(' ')

/** Left as it is, CredSweeper passes over files without an extension. */
const credSweeperFlags = '--pedantic --no-stdout --no-color --log error --jobs 2'.split(' ')

const secretlintConfiguration = JSON.stringify({
  rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }],
})

const gitleaks = {
  argumentsFor: (path: string, report: string) => {
    const command = path === '-' ? ['stdin'] : ['dir', path]
    return [...command, ...gitleaksFlags, '--report-path', report]
  },
  historyArgumentsFor: (repository: string, report: string) => {
    return ['git', repository, ...gitleaksFlags, '--report-path', report]
  },
  goodStatuses: [0],
  readReport: readGitleaks,
}

const credSweeper = (flags: readonly string[]): PeerDialect => ({
  program: 'credsweeper',
  argumentsFor: (path, report) => {
    return ['--path', path, ...credSweeperFlags, ...flags, '--save-json', report]
  },
  goodStatuses: [0],
  readReport: readCredSweeper,
})

const dialects = {
  gitleaks: { program: 'gitleaks', ...gitleaks },
  betterleaks: { program: 'betterleaks', ...gitleaks },
  kingfisher: {
    program: 'kingfisher',
    argumentsFor: (path, report, confidence = 'medium') => {
      const flags = [...kingfisherFlags, '--git-history', 'none', '--confidence', confidence]
      return ['scan', path, ...flags, '--output', report]
    },
    historyArgumentsFor: (repository, report) => {
      return ['scan', repository, ...kingfisherFlags, '--git-history', 'full', '--output', report]
    },
    goodStatuses: [0, 200, 205],
    readReport: readKingfisher,
  },
  titus: {
    program: 'titus',
    argumentsFor: (path) => ['scan', path, '--format', 'json', '--output', ':memory:'],
    printsReport: true,
    goodStatuses: [0],
    readReport: readTitus,
  },
  'detect-secrets': {
    program: 'detect-secrets',
    argumentsFor: (path) => ['scan', '--all-files', '--no-verify', path],
    printsReport: true,
    goodStatuses: [0],
    readReport: readDetectSecrets,
  },
  credsweeper: credSweeper([]),
  'credsweeper without ML': credSweeper(['--ml_threshold', '0']),
  secretlint: {
    program: 'secretlint',
    argumentsFor: (path, report) => {
      const flags = ['--no-maskSecrets', '--no-gitignore', '--format', 'json', '--output', report]
      return [`${path}/**/*`, ...flags, '--secretlintrcJSON', secretlintConfiguration]
    },
    // 250 files take 3 s, 600 take 37 s.
    filesMax: 250,
    goodStatuses: [0, 1],
    readReport: readSecretlint,
  },
} as const satisfies Readonly<Record<string, PeerDialect>>

export type PeerName = keyof typeof dialects
const peerNames = Object.keys(dialects) as PeerName[]

/** What may be installed; one program may stand for several peers. */
export const peerPrograms: readonly string[] = [
  ...new Set(Object.values(dialects).map(({ program }) => program)),
]
/** Those that can be a {@link HistoryPeer}. */
export const historyPrograms: readonly string[] = ['gitleaks', 'kingfisher']

/**
 * Peers in `STANCH_PEERS_PATH` (directories, parted as in PATH) when set; else in PATH and the usual places.
 *
 * @param programs of {@link peerPrograms}
 */
export function findPeers(programs: readonly string[]): Peer[] {
  const own = process.env['STANCH_PEERS_PATH']
  const usual = [process.env['PATH'], join(homedir(), 'go/bin')]
  const directories = (own ?? usual.join(delimiter)).split(delimiter)
  return peerNames.flatMap((name) => {
    const dialect: PeerDialect = dialects[name]
    if (!programs.includes(dialect.program)) return []
    const path = directories.map((directory) => join(directory, dialect.program)).find(isExecutable)
    return path === undefined ? [] : [{ name, path, ...dialect }]
  })
}

/** @param programs of {@link historyPrograms} */
export function findHistoryPeers(programs: readonly string[]): HistoryPeer[] {
  return findPeers(programs.filter((one) => historyPrograms.includes(one))) as HistoryPeer[]
}

/** @param path of a report that the peer has written */
export function readPeerReport(peer: Peer, path: string): PeerFinding[] {
  return peer.readReport(JSON.parse(readFileSync(path, 'utf8')))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
