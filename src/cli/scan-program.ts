import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedExportOptions } from './export-options.ts'
import type { TypedGitOptions } from './git-options.ts'
import { runScan } from './scan-command.ts'
import { buildScanOptions, type TypedScanOptions } from './scan-options.ts'
import { withOutputOptions } from './with-output-options.ts'

/** Adds `stanch scan`, `scan git` and `scan export`. */
export function addScanCommands(program: Command): void {
  const scan = program
    .command('scan')
    .enablePositionalOptions()
    .description('find secrets in files, directories, archives or standard input (-)')
    .argument('[path...]', 'what to scan; the working directory when none is given')

  withScanOptions(scan)
    .option('--no-ignore', 'scan also what git ignores')
    .action(async (paths: string[], typed: TypedScanOptions) => {
      const options = buildScanOptions(paths, typed)
      process.exitCode = await runScan(options)
    })

  withScanOptions(
    scan
      .command('git')
      .description(
        'find secrets in everything a repository ever held: all commits of all references',
      )
      .argument(
        '[directory]',
        'inside of the repository; the working directory when none is given',
      ),
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
      process.exitCode = await runScan(options)
    })
}

function withScanOptions(command: Command): Command {
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
