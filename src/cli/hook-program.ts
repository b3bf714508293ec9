import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedHookOptions } from './hook-command.ts'

/** Adds `stanch hook`. */
export function addHookCommands(program: Command): void {
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
}
