import type { Command } from 'commander'
import type { TypedScanGithubOptions } from './scan-github-options.ts'

/** `stanch scan github`. @param command with the options of every scan */
export function addScanGithubCommand(command: Command): void {
  command
    .description(
      'find secrets in what GitHub keeps beside the files: issues, pull requests, discussions, releases, wikis, logs, artifacts',
    )
    .argument('<name>', 'OWNER/REPO, or an organisation or person: all that these have')
    .option(
      '--only <kinds>',
      'about, issues, pulls, commit-comments, discussions, releases, wiki, logs, artifacts, gists, history; with commas',
      collect,
    )
    .option('--except <kinds>', 'all but these; with commas', collect)
    .option('--history', 'also all commits, of all branches and pull requests')
    .option('--since <day|last>', 'only what was changed since then, or since the last scan')
    .option('--max-download <size>', 'pass over larger files; 2G by default')
    .option('--forks', 'of an account: also forks')
    .option('--archived', 'of an account: also what is archived')
    .option('--baseline <file>', 'tell only what is not in it; written when it is not there')
    .option('--update-baseline', 'add what is new to the baseline')
    .option('--clones <dir>', 'keep clones there, so that the next run fetches only what is new')
    .option('--state <dir>', 'where it is kept how far each repository was read')
    .option('--no-resume', 'begin anew, also where a scan was broken off')
    .option('--wait <time>', 'longest that limits of GitHub are waited for; 10m by default')
    .option('--host <host>', 'of a GitHub Enterprise server')
    .action(async (name: string, typed: TypedScanGithubOptions) => {
      const { buildScanGithubOptions } = await import('./scan-github-options.ts')
      const options = buildScanGithubOptions(name, typed, process.env)
      const { runScanGithub } = await import('./scan-github-command.ts')
      process.exitCode = await runScanGithub(options)
    })
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
