#!/usr/bin/env node
import { createRequire } from 'node:module'
import type { Command as Program } from 'commander'
import { StanchError } from '../text/error.ts'
import { exitStatus } from './exit-status.ts'
import { readVersion } from '../scan/read-version.ts'

// As CommonJS it loads in half the time.
const { Command, CommanderError } = createRequire(import.meta.url)(
  'commander',
) as typeof import('commander')

/**
 * What adds each command, in the order of the help. To define all options of all commands takes longer than to
 * scan a small file.
 */
const commands: ReadonlyMap<string, () => Promise<(program: Program) => void>> = new Map([
  ['scan', async () => (await import('./scan-program.ts')).addScanCommands],
  ['redact', async () => (await import('./redact-program.ts')).addRedactCommands],
  ['exec', async () => (await import('./exec-program.ts')).addExecCommand],
  [
    'inventory',
    async () => (await import('./inventory/inventory-program.ts')).addInventoryCommands,
  ],
  ['incident', async () => (await import('./incident/incident-program.ts')).addIncidentCommands],
  ['audit', async () => (await import('./audit/audit-program.ts')).addAuditCommands],
  ['rules', async () => (await import('./rules-program.ts')).addRulesCommands],
  ['suppressions', async () => (await import('./suppressions-program.ts')).addSuppressionsCommands],
  ['report', async () => (await import('./report-program.ts')).addReportCommands],
  ['hook', async () => (await import('./hook-program.ts')).addHookCommands],
])

const program = new Command('stanch')
  .description('Find the leak, stop the flow, close the wound.')
  .version(readVersion())
  .showHelpAfterError('(stanch help shows what there is)')
  // `scan` and `scan git` have options in common: those after a command's name are its own.
  .enablePositionalOptions()
  .exitOverride()

/** Whoever reads our output may stop reading; then there is nobody left to write for. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitStatus.failed)
})

try {
  await addTypedCommands()
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}

/** Adds the command that was typed; all of them for help, and where none of them was. */
async function addTypedCommands(): Promise<void> {
  const typed = commands.get(process.argv[2] ?? '')
  for (const load of typed ? [typed] : commands.values()) (await load())(program)
}

function report(error: unknown): number {
  // Commander has printed its message itself; help that was asked for is no error.
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitStatus.clean : exitStatus.failed
  const text = error instanceof StanchError ? error.message : stackOf(error)
  process.stderr.write(`stanch: ${text}\n`)
  return exitStatus.failed
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
