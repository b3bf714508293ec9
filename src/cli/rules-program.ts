import type { Command } from 'commander'
import { collect } from './collect.ts'
import type { TypedListOptions } from './rules-command.ts'
import type { TypedImportOptions } from './rules-import-command.ts'
import type { TypedNewOptions } from './rules-new-command.ts'
import type { TypedShowOptions } from './rules-show-command.ts'

/** Adds `stanch rules`. */
export function addRulesCommands(program: Command): void {
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
    .option(
      '--report <file>',
      'write there what was not carried over, instead of to standard error',
    )
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
}
