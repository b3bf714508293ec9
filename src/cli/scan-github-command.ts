import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Finding } from '../engine/finding.ts'
import { countOf } from '../report/format-quantity.ts'
import type { ScanResult } from '../report/scan-result.ts'
import { readBaseline, writeBaseline } from '../scan/github/baseline.ts'
import { scanGithub } from '../scan/github/scan-github.ts'
import type { FingerprintKeys } from '../scan/read-keys.ts'
import { runScanSession } from '../scan/scan-session.ts'
import { StanchError } from '../text/error.ts'
import { exitStatusOf, type ExitStatus } from './exit-status.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { createLog } from './log.ts'
import { openEstate } from './open-estate.ts'
import { finishReports, openReports, writeFinding } from './open-reports.ts'
import { Progress } from './progress.ts'
import { readConfiguration } from './read-configuration.ts'
import { readFingerprintKeys } from './read-key.ts'
import type { ScanGithubOptions } from './scan-github-options.ts'
import { usage } from './usage.ts'

/** `stanch scan github`. */
export async function runScanGithub(options: ScanGithubOptions): Promise<ExitStatus> {
  if (options.suppress)
    throw usage('--suppress goes with scans of files and of git: texts there cannot be taken back.')
  const log = createLog(options.log)
  const keys = readFingerprintKeys(process.env)
  const known = openBaseline(options, keys)
  const read = await readConfiguration(options)
  const signal = interruptSignal()
  const reports = await openReports(options, read.rules)
  const progress = new Progress(process.stderr, !options.quiet)
  let place = ''
  const note = (text: string) => {
    progress.clear()
    if (!options.quiet) process.stderr.write(`stanch: ${text}\n`)
  }
  const estate = await openEstate(options, process.env, signal, note)
  const suppressions = join(read.directory, read.configuration.suppressions.file)
  const fingerprints: string[] = []
  let result: ScanResult
  try {
    result = await runScanSession(
      {
        ...read,
        ...options,
        keys,
        env: process.env,
        log,
        signal,
        onFinding: (finding: Finding) => {
          progress.clear()
          fingerprints.push(finding.fingerprint)
          writeFinding(reports, finding)
        },
        onProgress: (documents, bytes) => progress.show(documents, bytes, place),
        onNote: note,
      },
      (request, listener) =>
        scanGithub(
          {
            ...request,
            ...estate,
            ...options,
            // What is validated is held until the end, so nothing can be kept of it on the way.
            isResumable: options.validate === undefined,
            suppressionsDigest: digestOf(suppressions),
            baseline: known && new Set(known.fingerprints),
            onStep: ({ repository, resource, index, count }) => {
              const number = count === 1 ? '' : ` (${index} of ${count})`
              place = `${repository} ${resource}${number}`
            },
            onNote: note,
          },
          listener,
        ),
    )
  } finally {
    await estate.github.close()
  }
  progress.clear()
  finishReports(reports, result)
  if (keys.isEphemeral && result.coverage.estate && !result.coverage.complete)
    note('without STANCH_KEY a secret that is found before and after an interruption counts twice')
  if (options.baseline && !signal.aborted) {
    const { path, isUpdated } = options.baseline
    const isKept = known !== undefined && !isUpdated
    if (!isKept) {
      const all = [...(known?.fingerprints ?? []), ...fingerprints]
      writeBaseline(path, { target: options.target, kid: keys.keys[0]!.kid, fingerprints: all })
      const count = new Set(all).size
      note(
        `${relative(process.cwd(), path) || path}: baseline of ${countOf(count, 'secret')} written`,
      )
    }
  }
  return exitStatusOf({ findings: result.findings, ...result.coverage })
}

function openBaseline({ baseline, target }: ScanGithubOptions, keys: FingerprintKeys) {
  if (baseline === undefined) return undefined
  if (keys.isEphemeral) {
    throw new StanchError(
      'BASELINE_KEY',
      '--baseline: expected a key in STANCH_KEY or STANCH_KEY_FILE, got none; under a key for one run no fingerprint would match the next. ' +
        'Make one: openssl rand -hex 32',
    )
  }
  return readBaseline(baseline.path, target, keys.keys[0]!.kid)
}

function digestOf(path: string): string {
  const text = existsSync(path) ? readFileSync(path) : ''
  return createHash('sha256').update(text).digest('hex')
}
