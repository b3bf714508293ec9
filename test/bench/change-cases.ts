import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variableOf } from '../../src/action/inputs.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'
import { Secret } from '../../src/text/secret.ts'
import { madeToken, testKey } from '../action/payloads.ts'
import { answerWithGit, serverSettings } from '../github/git-server.ts'
import { startGithubServer, type GithubServer } from '../github/github-server.ts'
import { changeCases, repositoryName, type ChangeCase, type Site } from './change-case-list.ts'

const program = join(import.meta.dirname, '../bin/action.js')
const token = 'noise-of-a-workflow'
const secret = madeToken(1)
const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@corp.net']

/** A line of the table, and what is wrong with our answer. */
interface Outcome {
  readonly cells: readonly [title: string, stanch: string, gitleaks: string]
  readonly fault: string | undefined
}

/**
 * Changes that scanners miss: the built Action, and gitleaks as its Action (version 3) starts it, on the same clone, which
 * is whole unless the case says otherwise. What its Action does before it starts gitleaks is taken from its source, not run.
 *
 * @param gitleaks its path; `undefined`: it is not installed
 * @returns a Markdown table, and what of our answers was not as it must be
 */
export async function benchChangeCases(
  gitleaks: string | undefined,
): Promise<{ readonly table: string; readonly failures: readonly string[] }> {
  const outcomes: Outcome[] = []
  for (const one of changeCases) outcomes.push(await runCase(one, gitleaks))
  const rows = [['case', 'stanch', 'gitleaks'], ['---', '---', '---'], ...outcomes.map(({ cells }) => cells)] // prettier-ignore
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  return { table, failures: outcomes.flatMap(({ fault }) => (fault === undefined ? [] : [fault])) }
}

async function runCase(one: ChangeCase, gitleaks: string | undefined): Promise<Outcome> {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-cases-'))
  try {
    const site = makeSite(directory)
    const built = one.build(site)
    site.git('push', '-q', '--force', '--mirror', 'origin')
    const checkout = cloneAt(directory, built.checkout, built.depth)
    // Before ours, which deepens a clone that is too shallow.
    const theirs =
      gitleaks === undefined
        ? 'not installed'
        : tellGitleaks(gitleaks, checkout, directory, built.gitleaks)
    const server = await startGithubServer({
      world: {
        tokens: { [token]: { login: 'github-actions', isBot: true, permissions: built.permissions ?? ['pull_requests=write'] } },
        repositories: [{ name: repositoryName, visibility: 'private', defaultBranch: 'main', branches: { main: built.main }, pulls: built.pulls ?? [] }],
      },
      others: answerWithGit({ root: join(directory, 'served'), token }),
    }) // prettier-ignore
    const ended = await runBuilt(server, directory, checkout, built.event, built.payload)
    await server.stop()
    const isLeak = one.isLeak ?? true
    const isRight =
      ended.isComplete &&
      ended.found === isLeak &&
      ended.others === 0 &&
      ended.status === (isLeak ? 1 : 0)
    const faults = [...(isRight ? [] : [`${ended.told}\n${ended.output}`]), ...server.violations]
    const fault = faults.length === 0 ? undefined : `${one.title}: ${faults.join('; ')}`
    return { cells: [one.title, ended.told, theirs], fault }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** A repository that is served, and a work tree to commit in. */
function makeSite(directory: string): Site {
  const bare = join(directory, 'served', `${repositoryName}.git`)
  const work = join(directory, 'work')
  mkdirSync(bare, { recursive: true })
  mkdirSync(work)
  runGit(bare, ['init', '-q', '--bare', '-b', 'main', '.'])
  for (const [key, value] of Object.entries(serverSettings)) runGit(bare, ['config', key, value])
  runGit(work, ['init', '-q', '-b', 'main', '.'])
  runGit(work, ['remote', 'add', 'origin', bare])
  const git = (...args: readonly string[]) => runGit(work, args)
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(work, path), text)
    git('add', '--all')
  }
  const commit = (files: Readonly<Record<string, string>>, message = 'a change') => {
    write(files)
    git('commit', '-q', '--allow-empty', '-m', message)
    return git('rev-parse', 'HEAD')
  }
  return { secret, git, write, commit }
}

/** As `actions/checkout` makes one: of all commits, or of the newest ones. */
function cloneAt(directory: string, commit: string, depth: number | undefined): string {
  const checkout = join(directory, 'checkout')
  mkdirSync(checkout)
  const url = `file://${join(directory, 'served', `${repositoryName}.git`)}`
  const limits = depth === undefined ? [] : [`--depth=${depth}`]
  const branches = depth === undefined ? ['+refs/heads/*:refs/remotes/origin/*'] : []
  runGit(checkout, ['init', '-q', '.'])
  runGit(checkout, ['fetch', '-q', ...limits, url, commit, ...branches])
  runGit(checkout, ['checkout', '-q', '--detach', commit])
  return checkout
}

/**
 * @param asked the commits that its Action takes the range from, or why it starts no scan: the list of a pull request's commits
 * is read as its first page of 30, https://github.com/gitleaks/gitleaks-action/blob/master/src/gitleaks.js
 */
function tellGitleaks(
  path: string,
  checkout: string,
  directory: string,
  asked: readonly string[] | string,
): string {
  if (typeof asked === 'string') return asked
  const listed = asked.slice(0, 30)
  const log = `--no-merges --first-parent ${listed[0]}^..${listed.at(-1)}`
  const report = join(directory, 'gitleaks.json')
  const { status, stdout, stderr } = spawnSync(
    path,
    ['detect', '--redact', '-v', '--no-color', '--exit-code=2', '--report-format=json', `--report-path=${report}`, `--log-opts=${log}`],
    { cwd: checkout, encoding: 'utf8' },
  ) // prettier-ignore
  const findings = existsSync(report)
    ? (JSON.parse(readFileSync(report, 'utf8') || '[]') as readonly unknown[])
    : []
  const trouble = /fatal: (?:(?! or path).)*/.exec(stdout + stderr)?.[0].replace(/[0-9a-f]{40}/g, (id) => id.slice(0, 7)) // prettier-ignore
  const scanned = /(\d+) commits scanned/.exec(stderr)?.[1] ?? 'unknown'
  const verdict = findings.length > 0 ? 'found' : 'nothing found'
  const failed = trouble === undefined ? '' : ` (${trouble.replaceAll('|', '/')})`
  return `${verdict}; commits scanned: ${scanned}, exit ${status}${failed}`
}

async function runBuilt(
  server: GithubServer,
  directory: string,
  workspace: string,
  event: string,
  payload: unknown,
) {
  const place = (name: string) => join(directory, name)
  mkdirSync(place('temp'))
  writeFileSync(place('event.json'), JSON.stringify(payload))
  const child = spawn(process.execPath, [program], {
    cwd: workspace,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: place('event.json'),
      GITHUB_REPOSITORY: repositoryName,
      GITHUB_SERVER_URL: server.url,
      GITHUB_API_URL: `${server.url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${server.url}/api/graphql`,
      GITHUB_OUTPUT: place('output'),
      GITHUB_STEP_SUMMARY: place('summary'),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: place('temp'),
      STANCH_KEY: testKey,
      [variableOf('token')]: token,
      [variableOf('report')]: 'stanch.json',
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const path = join(workspace, 'stanch.json')
  const report = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : noReport
  const { fingerprint } = new Secret(Buffer.from(secret), parseFingerprintKey(testKey, 'the bench'))
  const ours = report.exposures.filter((one) => one.fingerprint === fingerprint).length
  const others = report.exposures.length - ours
  const isComplete = report.coverage.complete
  const { scanned, total } = report.coverage.change?.commits ?? { scanned: 0, total: 0 }
  const told = [
    `${ours > 0 ? 'found' : 'nothing found'}; commits scanned: ${scanned} of ${total}`,
    ...(others > 0 ? [`${others} others`] : []),
    isComplete ? 'complete' : 'not complete',
    `exit ${status}`,
  ].join(', ')
  return { told, status, output, isComplete, found: ours === 1, others }
}

interface Report {
  readonly exposures: readonly { readonly fingerprint: string }[]
  readonly coverage: {
    readonly complete: boolean
    readonly change?: { readonly commits: { readonly scanned: number; readonly total: number } }
  }
}

const noReport: Report = { exposures: [], coverage: { complete: false } }

function runGit(directory: string, args: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' } // prettier-ignore
  const ended = spawnSync('git', [...identity, ...args], {
    cwd: directory,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (ended.status !== 0) throw new Error(`git ${args.join(' ')}: ${ended.stderr}`)
  return ended.stdout.trim()
}
