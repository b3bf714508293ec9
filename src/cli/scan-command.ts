import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Finding } from '../engine/finding.ts'
import type { ScanResult } from '../report/scan-result.ts'
import type { Configuration } from '../scan/configuration.ts'
import type { FindingMatcher } from '../scan/finding-matcher.ts'
import type { FoundSecret } from '../scan/found-secret.ts'
import { inventoryFileName } from '../scan/inventory-file-name.ts'
import type { ScanListener, ScanRequest } from '../scan/scan-request.ts'
import { scan } from '../scan/scan.ts'
import type { Suppressions } from '../scan/suppressions/suppressions.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import type { FingerprintKey } from '../text/fingerprint.ts'
import { Secret } from '../text/secret.ts'
import { exitStatus, exitStatusOf, type ExitStatus } from './exit-status.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { createLog, type Log } from './log.ts'
import { finishReports, openReports, writeFinding } from './open-reports.ts'
import { Progress } from './progress.ts'
import { readConfiguration, type ReadConfiguration } from './read-configuration.ts'
import { readFingerprintKeys, type FingerprintKeys } from './read-key.ts'
import type { ScanOptions, SuppressRequest } from './scan-options.ts'

/** `stanch scan`. */
export async function runScan(options: ScanOptions): Promise<ExitStatus> {
  const log = createLog(options.log)
  const keys = readFingerprintKeys(process.env)
  const key = keys.keys[0]!
  const { configuration, directory, rules } = await readConfiguration(options)
  const suppressionPath = join(directory, configuration.suppressions.file)
  const suppressions = await readSuppressions(suppressionPath)
  const reports = await openReports(options, rules)
  const progress = new Progress(process.stderr, !options.quiet)
  const found: FoundSecret[] = []
  const stop = interruptSignal()
  const tell = (finding: Finding) => {
    progress.clear()
    writeFinding(reports, finding)
  }
  const matcher = await openMatcher(options, {
    configuration,
    directory: realpathSync(directory),
    keys,
    log,
    onFinding: tell,
  })

  const judge = (item: FoundSecret): boolean => {
    const { rule, status } = item.finding
    if (status !== 'active' && isAllowed(item, configuration)) return false
    const secret = new Secret(item.value, key)
    const path = pathFrom(directory, item)
    if (suppressions?.isOwnHash(secret)) return false
    if (suppressions?.decide({ secret, rule, path, status }) === 'suppressed') return false
    if (options.suppress) found.push(item)
    if (matcher) matcher.add(item)
    else tell(item.finding)
    return true
  }
  const suppressionUse = (complete: boolean) =>
    suppressions?.summary(complete) ?? { suppressed: 0, expired: [], dead: [] }
  const validator =
    options.validate &&
    (await import('../scan/validate/open-validation.ts')).openValidation(options.validate, {
      key,
      judge,
      suppressionUse,
      env: process.env,
      signal: stop,
      onNote: (note) => {
        progress.clear()
        if (!options.quiet) process.stderr.write(`stanch: ${note}\n`)
      },
    })

  const scanned = await runSource(
    {
      paths: options.paths,
      configuration,
      rules,
      directory: realpathSync(directory),
      key,
      isKeyEphemeral: keys.isEphemeral,
      threads: options.threads,
      signal: stop,
    },
    options,
    {
      onFound: (item) => (validator ? validator.hold(item) : judge(item)),
      onProgress: (documents, bytes) => progress.show(documents, bytes),
      needsValues:
        suppressions !== undefined ||
        options.suppress !== undefined ||
        validator !== undefined ||
        matcher?.needsValues === true,
      onIndexRefused: (reason) =>
        log.warn({ reason }, 'the index is not used, everything is scanned'),
      onRegexFallback: (reason) => log.warn({ reason }, regexFallback),
      suppressionUse,
    },
  )
  const validated = validator ? await validator.finish(scanned) : scanned
  const result = await withOwners(validated, matcher, log)
  progress.clear()
  finishReports(reports, result)
  log.debug({ bytes: result.coverage.bytes, ms: result.coverage.durationMs }, 'scan finished')
  if (options.suppress && !stop.aborted) {
    return suppressFound(found, options.suppress, suppressionPath, key, result)
  }
  return exitStatusOf({ findings: result.findings.length, ...result.coverage })
}

interface MatcherSetup extends Pick<ReadConfiguration, 'configuration' | 'directory'> {
  readonly keys: FingerprintKeys
  readonly log: Log
  readonly onFinding: (finding: Finding) => void
}

/** Nothing of an inventory is loaded where there is none. */
async function openMatcher(
  { inventory: typed }: ScanOptions,
  { configuration: { inventory }, directory, ...setup }: MatcherSetup,
): Promise<FindingMatcher | undefined> {
  const isRequired = typed.store !== undefined || inventory.store !== undefined
  if (!isRequired && !existsSync(join(directory, inventoryFileName))) return undefined
  const { inventoryPlaceOf } = await import('../scan/inventory-place.ts')
  const { openFindingMatcher } = await import('./inventory/open-finding-matcher.ts')
  const place = inventoryPlaceOf(typed, { inventory, directory }, process.env)
  return openFindingMatcher({ ...setup, place, isRequired })
}

async function withOwners(
  scanned: ScanResult,
  matcher: FindingMatcher | undefined,
  log: Log,
): Promise<ScanResult> {
  if (!matcher) return scanned
  const { result, summary } = await matcher.finish(scanned)
  const { tellOlderKeys } = await import('./inventory/open-finding-matcher.ts')
  tellOlderKeys(summary, log)
  return result
}

async function runSource(
  request: ScanRequest,
  { git, export: exported }: ScanOptions,
  listener: ScanListener,
): Promise<ScanResult> {
  if (exported) {
    const { scanExport } = await import('../scan/export/scan-export.ts')
    return scanExport({ ...request, ...exported }, listener)
  }
  if (!git) return scan(request, listener)
  const { scanRepository } = await import('./scan-repository.ts')
  return scanRepository(request, git, listener)
}

const regexFallback =
  'the native RE2 is not available, its JavaScript port takes over: same findings, slower. ' +
  'npm 12 and later skip install scripts: npm pkg set allowScripts.re2=true --json && npm rebuild re2'

async function readSuppressions(path: string): Promise<Suppressions | undefined> {
  let yaml: string
  try {
    yaml = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new StanchError('SUPPRESSIONS_UNREADABLE', reasonOf(error), { cause: error })
  }
  const { parseSuppressions } = await import('../scan/suppressions/parse-suppressions.ts')
  const { Suppressions: Loaded } = await import('../scan/suppressions/suppressions.ts')
  return new Loaded(parseSuppressions(yaml, path), today())
}

/** Comments count only where policy says so, and only in files: never on standard input, nor in messages. */
function isAllowed(
  { allowedInline, finding: { origin } }: FoundSecret,
  configuration: Configuration,
): boolean {
  if (!allowedInline || !configuration.suppressions.inline) return false
  return origin.kind === 'file' || (origin.kind === 'git' && origin.blob !== undefined)
}

/** The finding's path as suppression globs see it. */
function pathFrom(directory: string, { finding: { origin } }: FoundSecret): string {
  if (origin.kind !== 'file' && origin.kind !== 'export') return origin.path
  return relative(directory, resolve(origin.path)).split(sep).join('/')
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
