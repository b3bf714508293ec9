/**
 * Lists what other scanners find in a history and Stanch does not, by the rules of the others.
 *
 * A secret is shown as its length and the start of its HMAC under a key of this run, or under `STANCH_KEY`.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PeerFinding } from '../../dist/build/accuracy-peer-reports.js'
import { readPeerReport, type HistoryPeer } from '../../dist/build/accuracy-peers.js'
import { columnsOf, formatTable } from '../../dist/build/accuracy-table.js'
import { formatCount } from '../../dist/report/format-quantity.js'
import { fingerprintOf, parseFingerprintKey } from '../../dist/text/fingerprint.js'
import { stanchHistory } from './git.bench.ts'
import { measure, type Command } from './measure.ts'
import { OwnFindings } from './own-findings.ts'
import { cacheDirectory } from './subjects.ts'
import { readReportOfStanch } from './tools.ts'

const missColumns = ['rule', 'secret', 'length>', 'commit', 'place', 'same secret elsewhere']

export interface CompareOptions {
  /** Takes reports of an earlier comparison where there are any. */
  readonly reuse: boolean
}

/** @returns one section a peer */
export function compareHistory(
  repository: string,
  peers: readonly HistoryPeer[],
  { reuse }: CompareOptions,
): string[] {
  const keyText = process.env['STANCH_KEY'] ?? randomBytes(32).toString('hex')
  const key = parseFingerprintKey(keyText, 'STANCH_KEY')
  const directoryOf = (tool: string) => join(cacheDirectory, 'compare', basename(repository), tool)
  // Fingerprints of an earlier run have another key; this run is made in any case.
  const variables = { STANCH_KEY: keyText }
  const own = stanchHistory.commandFor(repository, undefined, '')
  run({ ...own, variables }, directoryOf('stanch'))
  const { findings, coverage } = readReportOfStanch(directoryOf('stanch'))
  const ownFindings = new OwnFindings(repository, findings)
  return peers.map((peer) => {
    const directory = directoryOf(peer.name)
    const report = join(directory, 'report.json')
    const { path: program, goodStatuses } = peer
    const args = peer.historyArgumentsFor(repository, report)
    if (!reuse || !existsSync(report)) {
      run({ program, args, input: undefined, goodStatuses }, directory)
    }
    const reported = uniqueSecrets(readPeerReport(peer, report))
    const misses = reported.flatMap((finding): Miss[] => {
      const hash = createHmac('sha256', key.bytes).update(finding.text).digest('hex').slice(0, 8)
      const fingerprint = fingerprintOf(Buffer.from(finding.text), key)
      if (ownFindings.has(finding, fingerprint, 'path')) return []
      return [{ finding, hash, isElsewhere: ownFindings.has(finding, fingerprint, 'anywhere') }]
    })
    const head =
      `${basename(repository)}: stanch ${formatCount(findings.length)} places, ` +
      `${coverage.problems.length} problems; ${peer.name} ${formatCount(reported.length)} secrets by path, ` +
      `${formatCount(misses.length)} of them not found by stanch`
    return [head, countByRule(misses), listMisses(misses)].join('\n\n')
  })
}

interface Miss {
  readonly finding: PeerFinding
  readonly hash: string
  /** Stanch found the same text at another path. */
  readonly isElsewhere: boolean
}

function run(command: Command, directory: string): void {
  mkdirSync(directory, { recursive: true })
  measure(command, directory)
}

/** The first of each path and secret; rules that agree on both are one. */
function uniqueSecrets(findings: readonly PeerFinding[]): PeerFinding[] {
  const firsts = new Map<string, PeerFinding>()
  for (const finding of findings) {
    const name = `${finding.path}\0${finding.text}`
    if (!firsts.has(name)) firsts.set(name, finding)
  }
  return [...firsts.values()]
}

function groupByRule(misses: readonly Miss[]): [string, Miss[]][] {
  const groups = new Map<string, Miss[]>()
  for (const miss of misses) {
    groups.set(miss.finding.rule, [...(groups.get(miss.finding.rule) ?? []), miss])
  }
  return [...groups].toSorted(([, one], [, other]) => other.length - one.length)
}

function countByRule(misses: readonly Miss[]): string {
  const rows = groupByRule(misses).map(([rule, group]) => [
    rule,
    formatCount(group.length),
    formatCount(new Set(group.map(({ hash }) => hash)).size),
    formatCount(group.filter(({ isElsewhere }) => isElsewhere).length),
  ])
  return formatTable(columnsOf('rule', 'by path>', 'secrets>', 'elsewhere>'), rows)
}

function listMisses(misses: readonly Miss[]): string {
  const rows = groupByRule(misses).flatMap(([rule, group]) =>
    group.map(({ finding, hash, isElsewhere }) => [
      rule,
      hash,
      String(finding.text.length),
      finding.commit?.slice(0, 12) ?? '',
      `${finding.path}:${finding.line}`,
      isElsewhere ? 'yes' : '',
    ]),
  )
  return formatTable(columnsOf(...missColumns), rows)
}
