#!/usr/bin/env node
import { Command } from 'commander'

const program = new Command('stanch')
  .description('Find the leak, stop the flow, close the wound.')
  .showHelpAfterError()

const rules = program.command('rules').description('the detection rules')

rules
  .command('check')
  .description('prove rules: every example behaves, no two are the same, each is needed')
  .argument('[file...]', 'rule files; the built-in ones when none is given')
  .action(async (files: string[]) => {
    const { checkRuleFiles } = await import('./rules-command.ts')
    process.exitCode = checkRuleFiles(files)
  })

await program.parseAsync()
