import { join, relative } from 'node:path'
import type { Finding } from '../engine/finding.ts'
import type { ScanResult } from '../report/scan-result.ts'
import type { FoundSecret } from '../scan/found-secret.ts'
import { runScanSession, type ScanSource } from '../scan/scan-session.ts'
import { scan } from '../scan/scan.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import { Secret } from '../text/secret.ts'
import { exitStatus, exitStatusOf, type ExitStatus } from './exit-status.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { createLog } from './log.ts'
import { finishReports, openReports, writeFinding } from './open-reports.ts'
import { Progress } from './progress.ts'
import { readConfiguration } from './read-configuration.ts'
import { readFingerprintKeys } from './read-key.ts'
import type { ScanOptions, SuppressRequest } from './scan-options.ts'

/** @param source what scans; that of the options by default */
export async function runScan(
  options: ScanOptions,
  source: ScanSource = sourceOf(options),
): Promise<ExitStatus> {
  const log = createLog(options.log)
  const keys = readFingerprintKeys(process.env)
  const read = await readConfiguration(options)
  const reports = await openReports(options, read.rules)
  const progress = new Progress(process.stderr, !options.quiet)
  const found: FoundSecret[] = []
  const signal = interruptSignal()
  const result = await runScanSession(
    {
      ...read,
      ...options,
      keys,
      env: process.env,
      log,
      signal,
      onFinding: (finding: Finding) => {
        progress.clear()
        writeFinding(reports, finding)
      },
      ...(options.suppress && { onSecret: (item: FoundSecret) => found.push(item) }),
      onProgress: (documents, bytes) => progress.show(documents, bytes),
      onNote: (note) => {
        progress.clear()
        if (!options.quiet) process.stderr.write(`stanch: ${note}\n`)
      },
    },
    source,
    options.paths,
  )
  progress.clear()
  finishReports(reports, result)
  log.debug({ bytes: result.coverage.bytes, ms: result.coverage.durationMs }, 'scan finished')
  if (options.suppress && !signal.aborted) {
    const path = join(read.directory, read.configuration.suppressions.file)
    return suppressFound(found, options.suppress, path, keys.keys[0]!, result)
  }
  return exitStatusOf({ findings: result.findings.length, ...result.coverage })
}

function sourceOf({ git, export: exported }: ScanOptions): ScanSource {
  if (exported) {
    return async (request, listener) => {
      const { scanExport } = await import('../scan/export/scan-export.ts')
      return scanExport({ ...request, ...exported }, listener)
    }
  }
  if (!git) return scan
  return async (request, listener) => {
    const { scanRepository } = await import('./scan-repository.ts')
    return scanRepository(request, git, listener)
  }
}

/** `--suppress`: what was found becomes entries; nothing is left to report but trouble. */
async function suppressFound(
  found: readonly FoundSecret[],
  request: SuppressRequest,
  path: string,
  key: FingerprintKey,
  result: ScanResult,
): Promise<ExitStatus> {
  const { writeSuppressions } = await import('../scan/suppressions/write-suppressions.ts')
  const { addDays, suppressionDaysDefault } =
    await import('../scan/suppressions/suppression-file.ts')
  const expires = request.expires ?? addDays(today(), suppressionDaysDefault)
  const { added, kept, refused } = await writeSuppressions(
    path,
    found.map(({ value, finding: { rule, status } }) => ({
      secret: new Secret(value, key),
      rule,
      status,
      owner: request.owner,
      reason: request.reason,
      expires,
    })),
  )
  const shown = relative(process.cwd(), path)
  process.stderr.write(
    `stanch: ${added} suppressions added to ${shown}, in force until ${expires}\n`,
  )
  for (const note of kept) {
    process.stderr.write(
      `stanch: ${note.where} already holds this secret; renew it there by hand\n`,
    )
  }
  if (refused > 0)
    process.stderr.write(`stanch: ${refused} secrets are active and cannot be suppressed\n`)
  if (!result.coverage.complete) return exitStatus.failed
  return refused > 0 ? exitStatus.found : exitStatus.clean
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
