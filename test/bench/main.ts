/**
 * Times Stanch, and other scanners where they are installed, and prints one table.
 *
 *     npm run bench -- [options]
 *     npm run bench -- git [options]
 *     npm run bench -- redact [options]
 *     npm run bench -- redact-proof [options]
 *     npm run bench -- kafka [options]
 *     npm run bench -- exports [options]
 *     npm run bench -- inventory [options]
 *     npm run bench -- inventory-postgres [options]
 *     npm run bench -- incidents [options]
 *     npm run bench -- change [options]
 *     npm run bench -- change-cases [options]
 *     npm run bench -- git-compare [options] [repository…]
 *
 * Nothing is asserted about time: what is found is checked, and no time is printed of a scan that missed.
 */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, hostname, release, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  findHistoryPeers,
  historyPrograms,
  type HistoryPeer,
} from '../../dist/build/accuracy-peers.js'
import { columnsOf, formatTable } from '../../dist/build/accuracy-table.js'
import { benchChange, changeColumns } from './change.bench.ts'
import { loadChangeCases } from './load-change-cases.ts'
import { compareHistory } from './compare-history.ts'
import { makeHistories, makeStaged, namedRepositories } from './git-subjects.ts'
import { benchHistory, benchStaged } from './git.bench.ts'
import { whyNoBroker } from './kafka-broker.ts'
import { exportSubjects } from './export-subjects.ts'
import { benchExport, exportColumns } from './exports.bench.ts'
import { benchIncidents, incidentColumns } from './incidents.bench.ts'
import { benchInventory, inventoryColumns } from './inventory.bench.ts'
import { benchInventoryPostgres, postgresColumns } from './inventory-postgres.bench.ts'
import { benchKafka, kafkaColumns } from './kafka.bench.ts'
import { benchKnown, knownColumns } from './known.bench.ts'
import { canMeasureMemory } from './measure.ts'
import { benchPrefilter, prefilterColumns } from './prefilter.bench.ts'
import { benchLatency, benchRedact, redactColumns } from './redact.bench.ts'
import { proofColumns, proveRedaction } from './redact-proof.ts'
import { benchScan, scanColumns } from './scan.bench.ts'
import { makeSubject, subjectKeys, type Subject } from './subjects.ts'
import { bareNode, stanch, toolOfPeer, type Tool } from './tools.ts'

const usage = `npm run bench -- [git | change | change-cases | redact | redact-proof | kafka | exports | inventory | inventory-postgres | incidents | git-compare] [options] [repository…]
  git             scans of whole histories and of what is staged, instead of files
  change          a pull request of 500 commits and 5,000 files, and one of 3 files
  change-cases    the Action on changes that others miss, beside gitleaks; nothing is timed
  redact          the filter: push(), the whole process, an interactive line
  redact-proof    redacts 1 GB of a log and looks for what is left of its secrets
  kafka           redact kafka, from topic to topic of a broker that is started here
  exports         scan export of chats, transcripts, mail and tickets
  inventory       a file of 10,000 records: load, match, change
  inventory-postgres  1,000,000 records in a PostgreSQL server that is started here
  incidents       10,000 incidents in files: open, append, list, check
  git-compare     lists what others find in histories and Stanch does not; nothing is timed
  --runs N        timed runs of each tool by turns, 5 by default
  --only KEYS     of ${subjectKeys.join(',')},prefilter,known
  --peers NAMES   of ${historyPrograms.join(',')}, all by default; none: Stanch alone
  --scale F       of the generated subjects, 1 by default
  --save          also write test/bench/runs/<date>-<machine>.md; git, inventory-postgres, incidents, change and change-cases are added to what stands there
  --reuse         git-compare: take the reports of other scanners from an earlier comparison
A tool that needs over a minute for a subject is run on it once only.
STANCH_BENCH_TREE, STANCH_BENCH_TREE2: trees to scan; STANCH_PEERS_PATH: where peers are
STANCH_BENCH_REPOS: bare repositories for git and git-compare, parted as in PATH; else one is made`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string', default: [...subjectKeys, 'prefilter', 'known'].join(',') },
    peers: { type: 'string', default: historyPrograms.join(',') },
    scale: { type: 'string', default: '1' },
    save: { type: 'boolean', default: false },
    reuse: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const scale = Number(values.scale)
const keys = values.only.split(',')
const wantedPeers = values.peers.split(',')
const unknown = keys.filter((key) => ![...subjectKeys, 'prefilter', 'known'].includes(key))
const [part = 'files', ...repositories] = positionals
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  files: runFiles,
  git: runGit,
  redact: runRedact,
  'redact-proof': runProof,
  kafka: runKafka,
  exports: runExports,
  inventory: () => runAlone('filling an inventory', inventoryColumns, () => benchInventory(runs)),
  'inventory-postgres': () =>
    runAlone('filling a server', postgresColumns, () => benchInventoryPostgres(scale, runs)),
  change: () => runAlone('scanning changes', changeColumns, () => benchChange(scale, runs)),
  'change-cases': runChangeCases,
  incidents: () => runAlone('opening incidents', incidentColumns, () => benchIncidents(runs)),
  'git-compare': runCompare,
}
/** Written behind what a day's file has already, under these headings. */
const addedParts: Readonly<Record<string, string>> = {
  git: 'Histories',
  'inventory-postgres': 'Inventory in PostgreSQL',
  incidents: 'Incidents in files',
  change: 'Changes',
  'change-cases': 'Changes that others miss',
}
const isRunsGood = Number.isInteger(runs) && runs >= 1 && scale > 0
const isPartGood = parts[part] && (part === 'git-compare' || repositories.length === 0)

if (values.help || !isRunsGood || !isPartGood || unknown.length > 0) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  await parts[part]!()
}

function runFiles(): void {
  const peers = wantedPrograms().map((peer) => toolOfPeer(peer))
  const failures: string[] = []
  const rows = subjectKeys
    .filter((key) => keys.includes(key))
    .flatMap((key) => attempt(failures, () => benchSubject(key, peers)))
  const passes = keys.includes('prefilter') ? attempt(failures, benchPasses) : []
  const known = keys.includes('known') ? attempt(failures, benchKnownValues) : []
  const tables = [
    ...(rows.length > 0 ? [formatTable(columnsOf(...scanColumns), rows)] : []),
    ...(passes.length > 0 ? [formatTable(columnsOf(...prefilterColumns), passes)] : []),
    ...(known.length > 0 ? [formatTable(columnsOf(...knownColumns), known)] : []),
  ]
  finish(describeMachine(peers), tables, failures)
}

function runGit(): void {
  const peers = wantedPrograms()
  const failures: string[] = []
  const notes: string[] = []
  tell('preparing histories')
  const rows = makeHistories(scale).flatMap((subject) => {
    tell(`scanning ${subject.title}`)
    return [
      ...attempt(failures, () => benchHistory(subject, peers, runs, (note) => notes.push(note))),
      ...attempt(failures, () => benchStaged(makeStaged(subject), runs)),
    ]
  })
  const tools = peers.map((peer) => toolOfPeer(peer, 'history'))
  const meaning =
    'Sizes: all objects unpacked. Findings: stanch and kingfisher count every blob that has a secret, ' +
    'gitleaks every commit that adds it.'
  const machine = [describeMachine(tools), meaning, ...new Set(notes)].join('\n')
  finish(machine, rows.length > 0 ? [formatTable(columnsOf(...scanColumns), rows)] : [], failures)
}

async function runRedact(): Promise<void> {
  const peers = wantedPrograms()
  const failures: string[] = []
  tell('preparing the log')
  const rows = attempt(failures, () => benchRedact(scale, runs, peers))
  tell('timing single lines')
  rows.push(...(await benchLatency(2000)))
  const tools = peers.map((peer) => toolOfPeer(peer))
  finish(describeMachine(tools), [formatTable(columnsOf(...redactColumns), rows)], failures)
}

async function runChangeCases(): Promise<void> {
  const peers = findHistoryPeers(wantedPeers.filter((name) => name === 'gitleaks'))
  tell('scanning changes')
  const { table, failures } = await (await loadChangeCases())(peers[0]?.path)
  const tools = [stanch, ...peers.map((peer) => toolOfPeer(peer, 'history'))]
  const versions = tools.map(({ name, version }) => `${name} ${version}`).join(' · ')
  finish(`${today()} · ${versions}`, [table], failures)
}

function runExports(): void {
  const failures: string[] = []
  const peers = wantedPrograms()
  const rows = exportSubjects.flatMap((subject) => {
    tell(`generating ${subject.name}, and scanning it`)
    return attempt(failures, () => benchExport(subject, scale, runs, peers))
  })
  finish(
    describeMachine(peers.map((peer) => toolOfPeer(peer))),
    [formatTable(columnsOf(...exportColumns), rows)],
    failures,
  )
}

async function runKafka(): Promise<void> {
  const reason = whyNoBroker()
  if (!reason) return runAlone('starting a broker', kafkaColumns, () => benchKafka(scale, runs))
  tell(`no Kafka broker can be started here, ${reason}`)
  process.exitCode = 2
}

/** What nobody else is compared with. */
async function runAlone(
  told: string,
  columns: readonly string[],
  bench: () => Promise<string[][]>,
): Promise<void> {
  tell(told)
  const rows = await bench()
  finish(describeMachine([]), [formatTable(columnsOf(...columns), rows)], [])
}

function runProof(): void {
  const peers = wantedPrograms()
  tell('redacting the log and looking for what is left')
  const { rows, failures } = proveRedaction(scale, peers)
  const tools = peers.map((peer) => toolOfPeer(peer))
  finish(describeMachine(tools), [formatTable(columnsOf(...proofColumns), rows)], failures)
}

function runCompare(): void {
  const named = repositories.length > 0 ? repositories : namedRepositories()
  const paths = named.length > 0 ? named : makeHistories(scale).map(({ path }) => path)
  const peers = wantedPrograms()
  if (peers.length === 0) {
    tell('nothing to compare with: no other scanner is installed (PATH, or STANCH_PEERS_PATH)')
    process.exitCode = 2
    return
  }
  for (const path of paths) {
    tell(`comparing ${path}`)
    const sections = compareHistory(resolve(path), peers, { reuse: values.reuse })
    process.stdout.write(`${sections.join('\n\n')}\n\n`)
  }
}

function wantedPrograms(): HistoryPeer[] {
  return findHistoryPeers(wantedPeers)
}

function finish(machine: string, tables: readonly string[], failures: readonly string[]): void {
  const sections = [machine, ...tables, ...failures.map((failure) => `FAILED: ${failure}`)]
  process.stdout.write(`${sections.join('\n\n')}\n`)
  if (failures.length > 0) process.exitCode = 1
  if (values.save) save(sections)
}

function benchSubject(key: (typeof subjectKeys)[number], peers: readonly Tool[]): string[][] {
  tell(`preparing ${key}`)
  const subject = makeSubject(key, scale)
  if (!subject) return []
  tell(`scanning ${subject.title}`)
  const tools = [...(key === 'small' ? [bareNode] : []), stanch, ...peers]
  return benchScan(subject, tools, stanch, runs)
}

function benchPasses(): string[][] {
  tell('timing the prefilter')
  return benchPrefilter(need('tree'), need('log'), runs)
}

function benchKnownValues(): string[][] {
  tell('timing known values')
  return benchKnown(need('log'), runs)
}

function need(key: 'tree' | 'log'): Subject {
  return makeSubject(key, scale)!
}

/** One subject that fails takes no other with it. */
function attempt(failures: string[], action: () => string[][]): string[][] {
  try {
    return action()
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error))
    return []
  }
}

function describeMachine(peers: readonly Tool[]): string {
  const [cpu] = cpus()
  const missing = historyPrograms.filter((name) => peers.every((peer) => peer.name !== name))
  return [
    `${today()} · ${cpu?.model.trim()} · ${cpus().length} cores · ${Math.round(totalmem() / 2 ** 30)} GiB · ` +
      `${process.platform} ${release()}`,
    [stanch, bareNode, ...peers].map(({ name, version }) => `${name} ${version}`).join(' · '),
    `Median of ${runs} run${runs === 1 ? '' : 's'} after one unmeasured, tools by turns.` +
      ' Findings: planted ones found, + others.',
    ...(scale === 1 ? [] : [`Generated subjects are scaled by ${scale}.`]),
    ...missing.map(
      (name) => `${name}: ${wantedPeers.includes(name) ? 'not installed' : 'left out'}.`,
    ),
    ...(canMeasureMemory ? [] : ['No /usr/bin/time (GNU): memory is not measured.']),
  ].join('\n')
}

function save(sections: readonly string[]): void {
  const directory = join(import.meta.dirname, '../../test/bench/runs')
  mkdirSync(directory, { recursive: true })
  const path = join(directory, `${today()}-${hostname()}.md`)
  const [machine, ...tables] = sections
  const fenced = tables.map((table) => `\`\`\`text\n${table}\n\`\`\``)
  const added = addedParts[part]
  const isAdded = added !== undefined && existsSync(path)
  const heading = isAdded ? `\n## ${added}` : `# Benchmarks of ${today()}`
  const lines = machine!.split('\n').join('\\\n')
  const write = isAdded ? appendFileSync : writeFileSync
  write(path, `${[heading, lines, ...fenced].join('\n\n')}\n`)
  tell(`written: ${path}`)
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function tell(message: string): void {
  process.stderr.write(`bench: ${message}\n`)
}
