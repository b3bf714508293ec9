import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedExportOptions } from './export-options.ts'
import type { TypedGitOptions } from './git-options.ts'
import { runScan } from './scan-command.ts'
import { addScanGithubCommand } from './scan-github-program.ts'
import { addScanPrCommand } from './scan-pr-program.ts'
import { buildScanOptions, type TypedScanOptions } from './scan-options.ts'
import { withScanOptions } from './with-scan-options.ts'

/** Adds `stanch scan` and all kinds of it. */
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

  addScanPrCommand(scan)
  addScanGithubCommand(scan)
}
