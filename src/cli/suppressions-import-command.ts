import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { openRepository } from '../git/repository.ts'
import { runGit } from '../git/run-git.ts'
import { escapeControls } from '../report/escape-controls.ts'
import { defaultConfiguration } from '../scan/configuration.ts'
import { emptyOutcome } from '../scan/document-scanner.ts'
import { findConfiguration } from '../scan/find-configuration.ts'
import type { FoundSecret } from '../scan/found-secret.ts'
import { loadRules } from '../scan/load-rules.ts'
import type { RuleSet } from '../scan/load-engine.ts'
import { makeThoroughScanner } from '../scan/make-thorough-scanner.ts'
import { parseConfiguration } from '../scan/parse-configuration.ts'
import {
  findSuppressed,
  type Conversion,
  type SuppressedDocument,
} from '../scan/suppressions/find-suppressed.ts'
import { parseForeignSuppressions } from '../scan/suppressions/foreign-suppressions.ts'
import { addDays, suppressionDaysDefault } from '../scan/suppressions/suppression-file.ts'
import { writeSuppressions } from '../scan/suppressions/write-suppressions.ts'
import { StanchError } from '../text/error.ts'
import { Secret } from '../text/secret.ts'
import { exitStatus, type ExitStatus } from './exit-status.ts'
import { readFingerprintKey } from './read-key.ts'
import { usage } from './usage.ts'
import { readText } from './read-import.ts'

/** `stanch suppressions import` as typed. */
export interface TypedSuppressionsOptions {
  readonly owner?: string
  readonly reason?: string
  readonly expires?: string
  readonly rules?: readonly string[]
}

/**
 * `stanch suppressions import FILE…`: looks up what entries of other scanners are about, and accepts it by its value.
 * What cannot be found again is said on standard error.
 */
export async function runSuppressionsImport(
  files: readonly string[],
  typed: TypedSuppressionsOptions,
): Promise<ExitStatus> {
  const { owner, reason } = typed
  if (!owner?.trim() || !reason?.trim()) {
    throw usage('stanch suppressions import wants --owner NAME and --reason TEXT.')
  }
  const expires =
    typed.expires ?? addDays(new Date().toISOString().slice(0, 10), suppressionDaysDefault)
  const entries = files.flatMap((file) => parseForeignSuppressions(readText(file), file))
  const rules = typed.rules && rulesOfFiles(typed.rules)
  const { key } = readFingerprintKey(process.env)
  const { path, directory } = suppressionFile()
  const conversions = await findSuppressed(entries, await documentScan(key, rules))
  const { added, kept } = await writeSuppressions(
    path,
    conversions.flatMap(({ entry, found }) =>
      found.map(({ value, finding: { rule, status } }) => ({
        secret: new Secret(value, key),
        rule,
        status,
        path: globOf(directory, entry.path),
        owner: owner.trim(),
        reason: reason.trim(),
        expires,
      })),
    ),
  )
  report(conversions, { added, kept: kept.length, path: relative(process.cwd(), path), expires })
  return exitStatus.clean
}

/** Scans files of the working directory, and versions of them in its repository. */
async function documentScan(
  key: ReturnType<typeof readFingerprintKey>['key'],
  rules: RuleSet | undefined,
): Promise<(document: SuppressedDocument) => Promise<readonly FoundSecret[] | string>> {
  const scanner = makeThoroughScanner(key, rules)
  await scanner.loadArchives()
  return async (document) => {
    const bytes = await readDocument(document)
    if (typeof bytes === 'string') return bytes
    const outcome = emptyOutcome()
    scanner.scanBytes(bytes, { kind: 'file', path: document.path }, outcome)
    return outcome.found
  }
}

/** Only these: entries name the rules of the scanner they come from. */
function rulesOfFiles(files: readonly string[]): RuleSet {
  const choice = { ...defaultConfiguration.rules, builtIn: false }
  return loadRules({ choice, directory: '.', whereIs: () => '', files })
}

async function readDocument({ path, commit }: SuppressedDocument): Promise<Uint8Array | string> {
  try {
    if (commit === undefined) return readFileSync(path)
    return await runGit(openRepository(process.cwd(), process.env), [
      'cat-file',
      'blob',
      `${commit}:${path}`,
    ])
  } catch (error) {
    if (error instanceof StanchError && error.code !== 'GIT_FAILED') throw error
    return commit === undefined ? 'there is no such file' : 'there is no such file in that commit'
  }
}

function suppressionFile(): { path: string; directory: string } {
  const found = findConfiguration(process.cwd())
  const directory = found === undefined ? process.cwd() : dirname(resolve(found))
  const { suppressions } =
    found === undefined ? defaultConfiguration : parseConfiguration(readText(found), found)
  return { path: join(directory, suppressions.file), directory }
}

/** The path as globs of suppressions see it, its own signs taken as they are. */
function globOf(directory: string, path: string): string {
  const below = relative(directory, resolve(path)).split(sep).join('/')
  return below.replaceAll(/[*?[\]{}\\]/g, '\\$&')
}

function report(
  conversions: readonly Conversion[],
  done: { added: number; kept: number; path: string; expires: string },
): void {
  const lost = conversions.filter(({ reason }) => reason !== undefined)
  say(`${conversions.length - lost.length} of ${conversions.length} entries were found again`)
  say(`${done.added} suppressions added to ${done.path}, in force until ${done.expires}`)
  if (done.kept > 0) say(`${done.kept} were there before`)
  for (const { entry, reason } of lost)
    say(`${entry.where}: ${entry.rule} in ${entry.path}: ${reason}`)
}

function say(sentence: string): void {
  process.stderr.write(`stanch: ${escapeControls(sentence)}\n`)
}
