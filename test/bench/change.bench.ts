import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatCount } from '../../dist/report/format-quantity.js'
import { openChangeRepository } from '../../dist/scan/change/open-change-repository.js'
import { scanChange } from '../../dist/scan/change/scan-change.js'
import { defaultConfiguration } from '../../dist/scan/configuration.js'
import { parseFingerprintKey } from '../../dist/text/fingerprint.js'
import { git } from './git-subjects.ts'
import { plantedLine } from './log-lines.ts'
import { median } from './measure.ts'
import { RandomText } from './random-text.ts'
import { cacheDirectory } from './subjects.ts'

export const changeColumns = ['change', 'files>', 'bytes>', 'findings>', 'median>', 'from–to>']

/** Commits of the branch, and how many files each of them writes anew. */
const shapes = [
  { commits: 500, filesEach: 10 },
  { commits: 1, filesEach: 3 },
] as const

const filesOfBase = 20_000
const plantEvery = 100

/**
 * Scans a branch against the base it was cut from, in a clone that has both, as after a checkout of all of it. What is found
 * is checked first.
 *
 * @param scale of the number of commits
 */
export async function benchChange(scale: number, runs: number): Promise<string[][]> {
  const rows: string[][] = []
  for (const { commits, filesEach } of shapes) {
    const count = Math.max(1, Math.round(commits * (commits > 1 ? scale : 1)))
    const path = join(cacheDirectory, `change-${count}-${filesEach}.git`)
    if (!existsSync(path)) generateChange(path, count, filesEach)
    const planted = Math.ceil((count * filesEach) / plantEvery)
    const times: number[] = []
    let bytes = 0
    for (let run = 0; run <= runs; run++) {
      const start = performance.now()
      const { findings, coverage } = await scanOnce(path)
      if (run > 0) times.push(performance.now() - start)
      const { scanned } = coverage.change!.commits
      if (findings.length !== planted || scanned !== count || !coverage.complete) {
        throw new Error(
          `${path}: ${findings.length} of ${planted} secrets in ${scanned} of ${count} commits`,
        )
      }
      bytes = coverage.change!.fileBytes
    }
    rows.push([
      `${formatCount(count)} commit${count === 1 ? '' : 's'}, base of ${formatCount(filesOfBase)} files`,
      formatCount(count * filesEach),
      formatCount(bytes),
      String(planted),
      `${(median(times) / 1000).toFixed(2)} s`,
      `${(Math.min(...times) / 1000).toFixed(2)}–${(Math.max(...times) / 1000).toFixed(2)}`,
    ])
  }
  return rows
}

async function scanOnce(path: string) {
  const temporaryDirectory = mkdtempSync(join(tmpdir(), 'stanch-bench-'))
  const opened = await openChangeRepository({
    workspace: path,
    serverUrl: 'https://github.example',
    repository: 'acme/app',
    token: undefined,
    temporaryDirectory,
    env: process.env,
  })
  const [base, head] = git(path, ['rev-parse', 'main', 'topic']).trim().split('\n')
  try {
    return await scanChange(
      {
        repository: opened.repository,
        supply: opened.supply,
        change: {
          repository: 'acme/app',
          commits: { kind: 'range', base: base!, head: head!, formerHeads: [] },
          texts: (async function* () {})(),
        },
        policy: { at: undefined, edits: [] },
        configuration: defaultConfiguration,
        directory: temporaryDirectory,
        key: parseFingerprintKey('0123456789abcdef'.repeat(4), 'the bench'),
        isKeyEphemeral: true,
        threads: undefined,
        signal: new AbortController().signal,
      },
      {
        onFound: () => true,
        onProgress: () => undefined,
        onRegexFallback: () => undefined,
        onIndexRefused: () => undefined,
        needsValues: false,
        suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
      },
    )
  } finally {
    opened.close()
    rmSync(temporaryDirectory, { recursive: true, force: true })
  }
}

/** A base of many files in one commit, and a branch whose commits each write some of them anew. */
function generateChange(path: string, commits: number, filesEach: number): void {
  mkdirSync(cacheDirectory, { recursive: true })
  const text = new RandomText(11)
  const stream = `${path}.import`
  const output = openSync(stream, 'w')
  const write = (branch: string, at: number, files: readonly [string, string][]) => {
    const from = branch === 'topic' && at === 0 ? 'from refs/heads/main\n' : ''
    const time = 1_600_000_000 + (branch === 'topic' ? 1_000_000 : 0) + at * 3600
    const message = `change ${at}`
    writeSync(
      output,
      `commit refs/heads/${branch}\ncommitter A <a@example.org> ${time} +0000\ndata ${message.length}\n${message}\n${from}`,
    )
    for (const [name, content] of files) {
      writeSync(output, `M 100644 inline ${name}\ndata ${content.length}\n${content}\n`)
    }
    writeSync(output, '\n')
  }
  const pathOf = (at: number) => `src/${at % 40}/${at % 7}/file-${at}.ts`
  write(
    'main',
    0,
    Array.from({ length: filesOfBase }, (_, at) => [pathOf(at), linesOfCode(text, 20)]),
  )
  for (let commit = 0; commit < commits; commit++) {
    const files = Array.from({ length: filesEach }, (_, at): [string, string] => {
      const number = commit * filesEach + at
      const isPlanted = number % plantEvery === 0
      const secret = isPlanted ? `${plantedLine(number / plantEvery, text, new Date(0))}\n` : ''
      return [pathOf(number), linesOfCode(text, 60) + secret + linesOfCode(text, 60)]
    })
    write('topic', commit, files)
  }
  closeSync(output)
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', path])
  const input = openSync(stream, 'r')
  execFileSync('git', ['-C', path, 'fast-import', '--quiet'], {
    stdio: [input, 'ignore', 'inherit'],
  })
  closeSync(input)
  rmSync(stream)
}

function linesOfCode(text: RandomText, lines: number): string {
  return Array.from(
    { length: lines },
    () => `  const value${text.below(1000)} = await load(${text.below(5000)}, 'of the order');\n`,
  ).join('')
}
