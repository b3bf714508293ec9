import { resolve } from 'node:path'
import { loadExportEngine } from '../scan/export/load-export-engine.ts'
import { redactExport } from '../scan/export/redact-export.ts'
import type { RedactionResult } from '../scan/export/redaction-account.ts'
import { exitStatus } from './exit-status.ts'
import { formatRedactionReport } from './format-redaction-report.ts'
import { interruptSignal } from './interrupt-signal.ts'
import { keepMemoryPrivate } from './keep-memory-private.ts'
import { createLog } from './log.ts'
import { modeOf, readKnownValues } from './open-redactor.ts'
import { readConfiguration } from './read-configuration.ts'
import { readFingerprintKeys } from './read-key.ts'
import { buildRedactExportOptions, type TypedRedactExportOptions } from './redact-export-options.ts'

/** @returns exit status: 0 after masking, 2 when something could not be read or is found in the copy still */
export async function runRedactExport(
  input: string,
  output: string,
  typed: TypedRedactExportOptions,
): Promise<number> {
  const options = buildRedactExportOptions(typed)
  const { redaction } = options
  const log = createLog(redaction.log)
  keepMemoryPrivate()
  const { keys, isEphemeral } = readFingerprintKeys(process.env)
  const { configuration, rules } = await readConfiguration({ ...redaction, noIgnore: false })
  const engine = loadExportEngine({
    keys,
    rules,
    disabledRules: configuration.rules.disable,
    known: await readKnownValues({ options: redaction, log, rules }),
    onFallback: (reason) => log.warn({ reason }, 'the native RE2 is not available: slower'),
  })
  const redacted = await redactExport(engine, {
    input,
    output: resolve(output),
    isForced: options.isForced,
    limits: configuration.limits,
    key: keys[0]!,
    minConfidence: configuration.minConfidence,
    modeOf: modeOf(redaction.modes),
    format: options.exportFormat,
    keepsExportTokens: options.keepsExportTokens,
    signal: interruptSignal(),
  })
  const result = await withOwners(redacted, redaction.configurationPath)
  const about = { input, output, kid: keys[0]!.kid, isKeyEphemeral: isEphemeral }
  process.stdout.write(
    options.reportFormat === 'json'
      ? `${JSON.stringify({ type: 'redaction', ...about, ...result })}\n`
      : formatRedactionReport(result, about),
  )
  return statusOf(result)
}

async function withOwners(
  result: RedactionResult,
  configurationPath: string | undefined,
): Promise<RedactionResult> {
  if (result.secrets.length === 0) return result
  const { ownersOfMasked } = await import('./inventory/owners-of-masked.ts')
  return { ...result, secrets: await ownersOfMasked(result.secrets, configurationPath) }
}

function statusOf({ interrupted, problems, residue }: RedactionResult): number {
  if (interrupted) return exitStatus.interrupted
  return problems.length + residue.length > 0 ? exitStatus.failed : exitStatus.clean
}
