import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedExecOptions } from './exec-options.ts'
import { withRedactionOptions } from './redact-program.ts'

/** Adds `stanch exec`. */
export function addExecCommand(program: Command): void {
  withRedactionOptions(
    program
      .command('exec')
      .description('run a program with secrets masked in its output')
      .usage('[options] -- program [argument...]')
      .argument('<program...>', 'and its arguments')
      .passThroughOptions(),
  )
    .option('--known-env <name>', 'mask the value of this variable, too; repeatable', collect)
    .option(
      '--max-hold <ms>',
      'hold nothing back longer; what is open is masked then; 1000 by default',
    )
    .action(async (command: string[], typed: TypedExecOptions) => {
      const { runExec } = await import('./exec-command.ts')
      process.exitCode = await runExec(command, typed)
    })
}
