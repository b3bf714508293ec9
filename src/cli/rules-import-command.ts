import { writeFileSync } from 'node:fs'
import { foreignFormats, type ForeignFormat } from '../rules/import/foreign-rule.ts'
import { importRules } from '../rules/import/import-rules.ts'
import { reportImport } from '../rules/import/import-report.ts'
import { writeRuleFile } from '../rules/import/rule-file.ts'
import { assertNoFaults, parseRules } from '../rules/parse-rules.ts'
import { reasonOf, StanchError } from '../text/error.ts'
import { exitStatus, type ExitStatus } from './exit-status.ts'
import { usage } from './usage.ts'
import { readText } from './read-import.ts'

/** `stanch rules import` as typed. */
export interface TypedImportOptions {
  readonly from?: string
  readonly out?: string
  readonly report?: string
}

/**
 * `stanch rules import FILE…`: a rule file to standard output or `--out`, and what could not be carried over to standard
 * error or `--report`.
 */
export function runRulesImport(files: readonly string[], typed: TypedImportOptions): ExitStatus {
  const format = typed.from === undefined ? undefined : parseFormat(typed.from)
  const sources = files.map((path) => ({ path, text: readText(path) }))
  const imported = importRules(sources, { format, readFile: readText })
  const report = reportImport(imported)
  if (imported.rules.length === 0) {
    writeReport(typed.report, report)
    throw new StanchError('IMPORT_EMPTY', `No rule of ${files.join(', ')} could be carried over.`)
  }
  const yaml = writeRuleFile(imported, files)
  // What was made must be what is read: a rule that was translated wrongly is not written.
  assertNoFaults(parseRules(yaml, typed.out ?? 'the new file').faults)
  if (typed.out === undefined) process.stdout.write(yaml)
  else writeText(typed.out, yaml)
  writeReport(typed.report, report)
  return exitStatus.clean
}

function parseFormat(name: string): ForeignFormat {
  const format = foreignFormats.find((known) => known === name)
  if (format === undefined) {
    throw usage(`--from: expected ${foreignFormats.join(', ')}, got "${name}".`)
  }
  return format
}

function writeReport(path: string | undefined, report: string): void {
  if (path === undefined) process.stderr.write(report)
  else writeText(path, report)
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new StanchError('IMPORT_NOT_WRITTEN', `${path} cannot be written: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}
