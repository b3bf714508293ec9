import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { Finding } from '../engine/finding.ts'
import type { ScanResult } from '../report/scan-result.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { latin1Of } from '../text/bytes.ts'
import type { Log } from '../text/log.ts'
import { Secret } from '../text/secret.ts'
import type { Configuration } from './configuration.ts'
import type { FindingMatcher } from './finding-matcher.ts'
import type { FoundSecret } from './found-secret.ts'
import { inventoryFileName } from './inventory-file-name.ts'
import type { ReadConfiguration } from './read-configuration.ts'
import type { FingerprintKeys } from './read-keys.ts'
import type { ScanListener, ScanRequest } from './scan-request.ts'
import type { Suppressions } from './suppressions/suppressions.ts'

/** What a scan runs under: policy, keys, inventory, and who is told. */
export interface ScanSession extends Pick<
  ReadConfiguration,
  'configuration' | 'directory' | 'rules'
> {
  readonly keys: FingerprintKeys
  /** Which inventory is asked whose secrets are; `undefined`: as configured. */
  readonly inventory: { readonly store: string | undefined; readonly tenant: string | undefined }
  /** Set when providers are asked whether what is found works: those of these hosts only, if there are any. */
  readonly validate: { readonly hosts: readonly string[] | undefined } | undefined
  readonly threads: number | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly signal: AbortSignal
  /** In order, each with what the inventory knows of it. */
  readonly onFinding: (finding: Finding) => void
  /** Set by whoever needs the values of what is reported. */
  readonly onSecret?: (found: FoundSecret) => void
  /** What a valid entry of the policy hides; it is in no result. */
  readonly onSuppressed?: (found: FoundSecret) => void
  readonly onProgress: (documents: number, bytes: number) => void
  readonly onNote: (note: string) => void
}

/** Anything that scans: paths, a history, a change, texts of a forge. */
export type ScanSource = (request: ScanRequest, listener: ScanListener) => Promise<ScanResult>

/**
 * Runs a scan under its policy: what is suppressed is left out, what is found is validated and matched with the
 * inventory where that is wanted.
 *
 * @param paths of the request; sources that know none ignore them
 */
export async function runScanSession(
  session: ScanSession,
  source: ScanSource,
  paths: readonly string[] = [],
): Promise<ScanResult> {
  const { configuration, directory, rules, keys, log, signal } = session
  const key = keys.keys[0]!
  const suppressions = await readSuppressions(join(directory, configuration.suppressions.file))
  const matcher = await openMatcher(session)

  const judge = (item: FoundSecret): boolean => {
    const { rule, status } = item.finding
    if (status !== 'active' && isAllowed(item, configuration)) return false
    const secret = new Secret(item.value, key)
    const path = pathFrom(directory, item)
    if (suppressions?.isOwnHash(secret)) return false
    if (isSuppressionHash(item, path === configuration.suppressions.file)) return false
    if (suppressions?.decide({ secret, rule, path, status }) === 'suppressed') {
      session.onSuppressed?.(item)
      return false
    }
    session.onSecret?.(item)
    if (matcher) matcher.add(item)
    else session.onFinding(item.finding)
    return true
  }
  const suppressionUse = (complete: boolean) =>
    suppressions?.summary(complete) ?? { suppressed: 0, expired: [], dead: [] }
  const validator =
    session.validate &&
    (await import('./validate/open-validation.ts')).openValidation(session.validate, {
      key,
      judge,
      suppressionUse,
      env: session.env,
      signal,
      onNote: session.onNote,
    })

  const scanned = await source(
    {
      paths,
      configuration,
      rules,
      directory: realpathSync(directory),
      key,
      isKeyEphemeral: keys.isEphemeral,
      threads: session.threads,
      signal,
    },
    {
      onFound: (item) => (validator ? validator.hold(item) : judge(item)),
      onProgress: session.onProgress,
      needsValues:
        suppressions !== undefined ||
        session.onSecret !== undefined ||
        validator !== undefined ||
        matcher?.needsValues === true,
      onIndexRefused: (reason) =>
        log.warn({ reason }, 'the index is not used, everything is scanned'),
      onRegexFallback: (reason) => log.warn({ reason }, regexFallback),
      suppressionUse,
    },
  )
  const validated = validator ? await validator.finish(scanned) : scanned
  return withOwners(validated, matcher, log)
}

/** Nothing of an inventory is loaded where there is none. */
async function openMatcher({
  inventory: typed,
  configuration: { inventory },
  directory: here,
  ...session
}: ScanSession): Promise<FindingMatcher | undefined> {
  const directory = realpathSync(here)
  const isRequired = typed.store !== undefined || inventory.store !== undefined
  if (!isRequired && !existsSync(join(directory, inventoryFileName))) return undefined
  const { inventoryPlaceOf } = await import('./inventory-place.ts')
  const { openFindingMatcher } = await import('./open-finding-matcher.ts')
  const place = inventoryPlaceOf(typed, { inventory, directory }, session.env)
  return openFindingMatcher({ ...session, place, isRequired })
}

async function withOwners(
  scanned: ScanResult,
  matcher: FindingMatcher | undefined,
  log: Log,
): Promise<ScanResult> {
  if (!matcher) return scanned
  const { result, summary } = await matcher.finish(scanned)
  const { tellOlderKeys } = await import('./open-finding-matcher.ts')
  tellOlderKeys(summary, log)
  return result
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
  const { parseSuppressions } = await import('./suppressions/parse-suppressions.ts')
  const { Suppressions: Loaded } = await import('./suppressions/suppressions.ts')
  return new Loaded(parseSuppressions(yaml, path), new Date().toISOString().slice(0, 10))
}

/** Comments count only where policy says so, and only in files: never on standard input, nor in messages. */
function isAllowed(
  { allowedInline, finding: { origin } }: FoundSecret,
  configuration: Configuration,
): boolean {
  if (!allowedInline || !configuration.suppressions.inline) return false
  return origin.kind === 'file' || (origin.kind === 'git' && origin.blob !== undefined)
}

/**
 * A file of suppressions has hashes under the name of a secret; those that a change would add are not known yet. Elsewhere the
 * same digits are found.
 */
function isSuppressionHash({ finding, value }: FoundSecret, isInFile: boolean): boolean {
  if (!isInFile || finding.rule !== genericRule || value.length !== 64) return false
  return /^[0-9a-f]{64}$/.test(latin1Of(value))
}

const genericRule = 'generic-secret'

/** The finding's path as suppression globs see it. */
function pathFrom(directory: string, { finding: { origin } }: FoundSecret): string {
  if (origin.kind !== 'file' && origin.kind !== 'export') return origin.path
  return relative(directory, resolve(origin.path)).split(sep).join('/')
}
