import type { Command } from 'commander'

/** Where a value comes from; never from an argument. */
export function withValueOptions(command: Command): Command {
  return command
    .option('--value-stdin', 'the value is on standard input, instead of where it leaked')
    .option(
      '--root <directory>',
      'where paths of the incident begin; the working directory by default',
    )
    .option('--quarantine <path>', 'the value is in a withheld record, or a directory of them')
    .option('--identity <file>', 'with --quarantine: the identity of age that opens it')
}
