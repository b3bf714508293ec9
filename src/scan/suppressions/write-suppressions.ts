import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Status } from '../../engine/finding.ts'
import type { SuppressionNote } from '../../report/scan-result.ts'
import { reasonOf, StanchError } from '../../text/error.ts'
import type { Secret } from '../../text/secret.ts'
import { addSuppressions, emptySuppressions, type UnplacedEntry } from './add-suppressions.ts'
import { hashSecret } from './hash-secret.ts'
import { openSuppressions } from './parse-suppressions.ts'
import { isDay, type SuppressionEntry } from './suppression-file.ts'
import { toNote } from './suppressions.ts'

/** One finding to suppress. */
export interface NewSuppression {
  readonly secret: Secret
  readonly rule: string
  /** An `active` secret is refused. */
  readonly status: Status
  /** Glob; everywhere when absent. */
  readonly path?: string
  readonly owner: string
  readonly reason: string
  /** Last day on which it holds, `YYYY-MM-DD`; usually `addDays(today, suppressionDaysDefault)`. */
  readonly expires: string
}

export interface SuppressionsWritten {
  readonly added: number
  /** Entries of the same secret and rule that were there before and stay as they are, expired or not. */
  readonly kept: readonly SuppressionNote[]
  /** How many secrets are known to be active and got no entry. */
  readonly refused: number
}

/**
 * Adds an entry for each secret and rule that has none yet. Existing entries, comments and order stay; nothing is
 * renewed. Makes the file, and its salt, when it is missing. The file is replaced at once and keeps its mode; a
 * symbolic link stays one. Not touched when nothing is to be added.
 *
 * Loads `yaml` and `valibot`: import this module only for `--suppress`.
 *
 * @throws StanchError `SUPPRESSIONS_INVALID` when the existing file has faults or a new entry would,
 *   `SUPPRESSIONS_NOT_WRITTEN` when the file system refuses
 */
export async function writeSuppressions(
  path: string,
  newEntries: readonly NewSuppression[],
): Promise<SuppressionsWritten> {
  assertAccountable(newEntries)
  const text = (await readIfThere(path)) ?? emptySuppressions(randomBytes(16).toString('hex'))
  const { file, document } = openSuppressions(text, path)
  const wanted = newEntries.filter(({ status }) => status !== 'active')
  const { missing, kept } = compare(hashAll(wanted, file.salt), file.entries)
  if (missing.length > 0) {
    const changed = addSuppressions(document, missing)
    openSuppressions(changed, path)
    await replaceFile(path, changed)
  }
  const active = newEntries.filter(({ status }) => status === 'active')
  const refused = new Set(active.map(({ secret }) => secret.fingerprint)).size
  return { added: missing.length, kept: kept.map(toNote), refused }
}

/** Before any hashing, and in words of the command rather than of the file. */
function assertAccountable(entries: readonly NewSuppression[]): void {
  const faults = entries.flatMap(({ owner, reason, expires }) => [
    ...(/\S/.test(owner) ? [] : ['owner: expected a team or mail address, not empty']),
    ...(/\S/.test(reason) ? [] : ['reason: expected why this may stay, not empty']),
    ...(isDay(expires) ? [] : ['expires: expected the last day as YYYY-MM-DD']),
  ])
  if (faults.length > 0) {
    throw new StanchError('SUPPRESSIONS_INVALID', [...new Set(faults)].join('\n'))
  }
}

/** One slow hash for each distinct value. */
function hashAll(entries: readonly NewSuppression[], salt: Uint8Array): UnplacedEntry[] {
  const hashes = new Map<string, string>()
  return entries.map(({ secret, rule, path, owner, reason, expires }) => {
    const hash = hashes.get(secret.fingerprint) ?? hashSecret(secret.reveal(), salt)
    hashes.set(secret.fingerprint, hash)
    return { secret: hash, rule, path, owner, reason, expires }
  })
}

function compare(
  wanted: readonly UnplacedEntry[],
  existing: readonly SuppressionEntry[],
): { missing: UnplacedEntry[]; kept: SuppressionEntry[] } {
  const keyOf = ({ secret, rule }: UnplacedEntry) => `${secret} ${rule}`
  const known = new Set(existing.map(keyOf))
  const wantedKeys = new Set(wanted.map(keyOf))
  const missing = new Map(
    wanted
      .filter((entry) => !known.has(keyOf(entry)))
      .map((entry) => [`${keyOf(entry)} ${entry.path ?? ''}`, entry]),
  )
  return {
    missing: [...missing.values()],
    kept: existing.filter((entry) => wantedKeys.has(keyOf(entry))),
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw notWritten(path, error)
  }
}

/** Readers see the old file or the new one, never a part; so does who comes after a crash. */
async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const name = `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`
  const temporary = join(dirname(target), name)
  try {
    const mode = await stat(target).then(
      (stats) => stats.mode & 0o7777,
      () => undefined,
    )
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    // The mode given to `open` lost what the umask forbids.
    if (mode !== undefined) await chmod(temporary, mode)
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw notWritten(path, error)
  }
}

function notWritten(path: string, error: unknown): StanchError {
  return new StanchError(
    'SUPPRESSIONS_NOT_WRITTEN',
    `${path}: expected to replace the suppression file: ${reasonOf(error)}.\n` +
      'Check the permissions of the file and its directory; nothing was changed.',
    { cause: error },
  )
}
