import type { Command } from 'commander'
import { collect } from './collect.ts'

/** What all commands that write findings have in common. */
export function withOutputOptions(command: Command): Command {
  return command
    .option(
      '--format <format>',
      'text, json, jsonl, sarif, github, gitlab, code-quality, junit or csv, to standard output',
    )
    .option('--report <format:file>', 'write a further report; repeatable', collect)
    .option('--all-places', 'list every place of a secret')
}
