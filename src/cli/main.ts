#!/usr/bin/env node
import { createRequire } from 'node:module'
import { StanchError } from '../text/error.ts'
import { addAuditCommands } from './audit/audit-program.ts'
import { addExecCommand } from './exec-program.ts'
import { exitStatus } from './exit-status.ts'
import { addIncidentCommands } from './incident/incident-program.ts'
import { addInventoryCommands } from './inventory/inventory-program.ts'
import { readVersion } from './read-version.ts'
import { addRedactCommands } from './redact-program.ts'
import { addScanGithubCommand } from './scan-github-program.ts'
import type { TypedExportOptions } from './export-options.ts'
import type { TypedGitOptions } from './git-options.ts'
import type { TypedOutputOptions } from './output-options.ts'
import type { TypedHookOptions } from './hook-command.ts'
import type { TypedListOptions } from './rules-command.ts'
import type { TypedImportOptions } from './rules-import-command.ts'
import type { TypedNewOptions } from './rules-new-command.ts'
import type { TypedShowOptions } from './rules-show-command.ts'
import type { TypedScanOptions } from './scan-options.ts'
import type { TypedSuppressionsOptions } from './suppressions-import-command.ts'

// As CommonJS it loads in half the time.
const { Command, CommanderError } = createRequire(import.meta.url)(
  'commander',
) as typeof import('commander')

const program = new Command('stanch')
  .description('Find the leak, stop the flow, close the wound.')
  .version(readVersion())
  .showHelpAfterError('(stanch help shows what there is)')
  // `scan` and `scan git` have options in common: those after a command's name are its own.
  .enablePositionalOptions()
  .exitOverride()

const scan = program
  .command('scan')
  .enablePositionalOptions()
  .description('find secrets in files, directories, archives or standard input (-)')
  .argument('[path...]', 'what to scan; the working directory when none is given')

withScanOptions(scan)
  .option('--no-ignore', 'scan also what git ignores')
  .action(async (paths: string[], typed: TypedScanOptions) => {
    const { buildScanOptions } = await import('./scan-options.ts')
    const options = buildScanOptions(paths, typed)
    const { runScan } = await import('./scan-command.ts')
    process.exitCode = await runScan(options)
  })

withScanOptions(
  scan
    .command('git')
    .description('find secrets in everything a repository ever held: all commits of all references')
    .argument('[directory]', 'inside of the repository; the working directory when none is given'),
)
  .option('--staged', 'only what the next commit adds')
  .option('--since <revision|date>', 'only what was added since then')
  .option('--range <a..b>', 'only what these commits add; a...b: since both parted')
  .option('--branch <name>', 'only this branch or reference')
  .option('--pre-receive', 'only what a push adds: "old new reference" lines on standard input')
  .option('--not-remote <name>', 'with --pre-receive: what this remote has is not new')
  .option('--paths <glob>', 'only these paths; repeatable', collect)
  .option('--all-commits', 'name every commit that has a secret, not only the oldest')
  .option('--reflog', 'also what only the reference logs remember')
  .option('--unreachable', 'also what no reference reaches')
  .option('--shard <i/n>', 'only the i-th of n parts; stanch report merge joins them')
  .option('--index <file>', 'remember what was scanned, and scan only what is new')
  .option('--no-ignore', 'scan also what the configuration leaves out')
  .action(async (directory: string | undefined, typed: TypedGitOptions) => {
    const { buildGitOptions } = await import('./git-options.ts')
    const options = buildGitOptions(directory, typed)
    const { runScan } = await import('./scan-command.ts')
    process.exitCode = await runScan(options)
  })

withScanOptions(
  scan
    .command('export')
    .description(
      'find secrets in chat exports and transcripts of agents, and who spilled them where',
    )
    .argument('<path...>', 'files, folders or archives, as they were exported'),
)
  .option('--input-format <name>', 'of all files; by default known from the content of each')
  .option(
    '--by <what>',
    'secret (default), or run: who brought a secret into it, and what repeats it',
  )
  .action(async (paths: string[], typed: TypedExportOptions) => {
    const { buildExportOptions } = await import('./export-options.ts')
    const options = buildExportOptions(paths, typed)
    const { runScan } = await import('./scan-command.ts')
    process.exitCode = await runScan(options)
  })

addScanGithubCommand(withScanOptions(scan.command('github')))
addRedactCommands(program)
addExecCommand(program)
addInventoryCommands(program)
addIncidentCommands(program)
addAuditCommands(program)

const rules = program.command('rules').description('the detection rules')

rules
  .command('check')
  .description('prove rules: every example behaves, no two are the same, each is needed')
  .argument('[file...]', 'rule files; the built-in ones when none is given')
  .action(async (files: string[]) => {
    const { checkRuleFiles } = await import('./rules-command.ts')
    process.exitCode = checkRuleFiles(files)
  })

rules
  .command('new')
  .description('propose a rule by samples on standard input, one a line; they are kept nowhere')
  .option(
    '--keyword <word>',
    'that stands before such a secret; needed where samples have no prefix',
  )
  .option('--id <id>', 'of the rule')
  .option('--name <text>', 'what it finds')
  .option('--provider <name>', 'who issues it')
  .option('--reference <address>', 'where the format is documented')
  .action(async (options: TypedNewOptions) => {
    const { newRule } = await import('./rules-new-command.ts')
    await newRule(options)
  })

rules
  .command('test')
  .description('try own rules beside the built-in ones, by their examples or on a text')
  .argument('<file...>', 'rule files')
  .option('--text <file>', 'show what they find in this file, or in standard input (-)')
  .action(async (files: string[], options: { text?: string }) => {
    const { testRuleFiles } = await import('./rules-test-command.ts')
    process.exitCode = testRuleFiles(files, options.text)
  })

rules
  .command('import')
  .description('rule files of other scanners become a rule file of Stanch')
  .argument('<file...>', 'TOML of gitleaks or betterleaks; YAML of kingfisher, noseyparker, …')
  .option(
    '--from <format>',
    'gitleaks, betterleaks, kingfisher, noseyparker, trufflehog or credsweeper; by default known from the content',
  )
  .option('--out <file>', 'write the rules there instead of to standard output')
  .option('--report <file>', 'write there what was not carried over, instead of to standard error')
  .action(async (files: string[], typed: TypedImportOptions) => {
    const { runRulesImport } = await import('./rules-import-command.ts')
    process.exitCode = runRulesImport(files, typed)
  })

rules
  .command('list')
  .description('list the rules')
  .argument('[word...]', 'only those whose id, name or provider holds these words')
  .option('--count', 'only how many')
  .option('--format <format>', 'text or json')
  .action(async (words: string[], options: TypedListOptions) => {
    const { listRules } = await import('./rules-command.ts')
    listRules(words, options)
  })

rules
  .command('show')
  .description('what a rule finds and how, what it opens, and where to revoke it')
  .argument('<id>', 'of the rule')
  .option('--rules <file>', 'also rules of this file; repeatable', collect)
  .option('--format <format>', 'text or json')
  .action(async (id: string, options: TypedShowOptions) => {
    const { showRule } = await import('./rules-show-command.ts')
    showRule(id, options)
  })

program
  .command('suppressions')
  .description('findings that may stay')
  .command('import')
  .description('what other scanners were told to pass over becomes suppressions, by value')
  .argument('<file...>', '.gitleaksignore, a JSON baseline of gitleaks, .secrets.baseline')
  .option('--owner <name>', 'who answers for it')
  .option('--reason <text>', 'why it may stay')
  .option('--expires <day>', 'YYYY-MM-DD, in 90 days by default')
  .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
  .action(async (files: string[], typed: TypedSuppressionsOptions) => {
    const { runSuppressionsImport } = await import('./suppressions-import-command.ts')
    process.exitCode = await runSuppressionsImport(files, typed)
  })

withOutputOptions(
  program
    .command('report')
    .description('results of scans')
    .command('merge')
    .description('join the results of all shards of stanch scan git --shard i/n into one')
    .argument('<file...>', 'what --format json or jsonl has written, one file a shard'),
).action(async (files: string[], typed: TypedOutputOptions) => {
  const { buildMergeOptions } = await import('./merge-options.ts')
  const options = buildMergeOptions(files, typed)
  const { runMerge } = await import('./merge-command.ts')
  process.exitCode = await runMerge(options)
})

program
  .command('hook')
  .description('stop secrets before they get further')
  .command('git')
  .description('scan what is committed and pushed, before it is')
  .argument('[directory]', 'inside of the repository; the working directory when none is given')
  .option('--install', 'write the hooks; those that are there already keep running, first')
  .option('--uninstall', 'take them away and put the former ones back')
  .option(
    '--hook <name>',
    'pre-commit, pre-push or pre-receive; repeatable; by default the first two, in a bare repository the last',
    collect,
  )
  .option('--hooks-path <dir>', 'write there, also outside of the repository')
  .action(async (directory: string | undefined, typed: TypedHookOptions) => {
    const { runHook } = await import('./hook-command.ts')
    process.exitCode = await runHook(directory, typed)
  })

/** Whoever reads our output may stop reading; then there is nobody left to write for. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitStatus.failed)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

function withScanOptions(command: import('commander').Command): import('commander').Command {
  return withOutputOptions(command)
    .option('--min-confidence <level>', 'low, medium (default) or high')
    .option('--config <file>', 'instead of the stanch.yaml found upwards from here')
    .option('--rules <file>', 'take the rules of this file, too; repeatable', collect)
    .option('--threads <n>', 'worker threads; as many as processors by default')
    .option(
      '--inventory <place>',
      'whose secrets are: a file, postgres://host/db, OWNER/REPO@SHA:path or an address; stanch-inventory.yaml by default',
    )
    .option('--tenant <name>', 'only this tenant’s records of the inventory')
    .option('--validate', 'ask the providers whether what is found still works; sends it there')
    .option('--validate-hosts <host>', 'with --validate: ask nobody else; repeatable', collect)
    .option('--suppress', 'accept what is found: write it to the suppression file')
    .option('--owner <name>', 'with --suppress: who answers for it')
    .option('--reason <text>', 'with --suppress: why it may stay')
    .option('--expires <day>', 'with --suppress: YYYY-MM-DD, in 90 days by default')
    .option('--quiet', 'only errors on standard error')
    .option('--verbose', 'more on standard error')
    .option('--log-format <format>', 'text or json, on standard error')
}

function withOutputOptions(command: import('commander').Command): import('commander').Command {
  return command
    .option(
      '--format <format>',
      'text, json, jsonl, sarif, github, gitlab, junit or csv, to standard output',
    )
    .option('--report <format:file>', 'write a further report; repeatable', collect)
    .option('--all-places', 'list every place of a secret')
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}

function report(error: unknown): number {
  // Commander has printed its message itself; help that was asked for is no error.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitStatus.clean : exitStatus.failed
  const text = error instanceof StanchError ? error.message : stackOf(error)
  process.stderr.write(`stanch: ${text}\n`)
  return exitStatus.failed
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
