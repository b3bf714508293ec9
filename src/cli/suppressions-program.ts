import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedSuppressionsOptions } from './suppressions-import-command.ts'

/** Adds `stanch suppressions`. */
export function addSuppressionsCommands(program: Command): void {
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
}
