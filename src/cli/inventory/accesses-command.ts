import { createHash } from 'node:crypto'
import type { AccessTarget } from '../../inventory/accesses/access-target.ts'
import { joinRuns, type AccessGroup } from '../../inventory/accesses/join-runs.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { layoutAccesses } from '../../report/accesses/text-accesses.ts'
import { countOf } from '../../report/format-quantity.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { readAccessLogs, type AccessLogs } from '../../scan/accesses/read-access-logs.ts'
import { readFingerprintKeys } from '../../scan/read-keys.ts'
import { StanchError } from '../../text/error.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { interruptSignal } from '../interrupt-signal.ts'
import { showsColor } from '../shows-color.ts'
import { usage } from '../usage.ts'
import { assertFormat } from './assert-format.ts'
import { withTypedInventory, type TypedStoreOptions } from './open-typed-inventory.ts'
import { unknownRecord } from './unknown-record.ts'

/** As typed. */
export interface TypedAccessesOptions extends TypedStoreOptions {
  readonly log: readonly string[]
  readonly auditHash?: readonly string[]
  readonly vaultAuditDevice?: string
  readonly valueStdin?: boolean
  readonly format?: string
}

/** `stanch inventory accesses`. */
export async function runAccesses(id: string, typed: TypedAccessesOptions): Promise<ExitStatus> {
  const { format = 'text' } = typed
  assertFormat(format, ['text', 'json', 'jsonl'])
  const { keys } = readFingerprintKeys(process.env)
  const { record, configuration, directory } = await withTypedInventory(
    typed,
    'read',
    async (store, configured) => {
      const found = await store.get(id)
      if (found === undefined) throw await unknownRecord(id, store)
      return { record: found, ...configured }
    },
  )
  const signal = interruptSignal()
  const target = await targetOf(record, keys, typed, signal)
  const logs = await readAccessLogs(
    { paths: typed.log, configuration, directory, keys, signal },
    target,
  )
  const groups = joinRuns(logs.accesses, logs.spans)
  process.stdout.write(write(format, record, groups, logs))
  for (const { path, reason } of logs.problems) process.stderr.write(`stanch: ${path}: ${reason}\n`)
  return logs.problems.length > 0 || logs.isInterrupted ? exitStatus.failed : exitStatus.clean
}

async function targetOf(
  record: InventoryRecord,
  keys: readonly FingerprintKey[],
  typed: TypedAccessesOptions,
  signal: AbortSignal,
): Promise<AccessTarget> {
  const fingerprints = new Set(record.fingerprints.map(({ value }) => value))
  const hasValue = typed.valueStdin === true || typed.vaultAuditDevice !== undefined
  const value = hasValue ? await readValue(record, fingerprints, keys) : undefined
  const auditHashes = new Set(typed.auditHash)
  if (value !== undefined && typed.vaultAuditDevice !== undefined) {
    const { askAuditHash } = await import('./ask-audit-hash.ts')
    auditHashes.add(await askAuditHash(typed.vaultAuditDevice, value, signal))
  }
  for (const hash of auditHashes) {
    if (!/^hmac-sha256:[0-9a-f]{64}$/.test(hash))
      throw usage(
        '--audit-hash: expected hmac-sha256: and 64 hex digits, as sys/audit-hash gives it.',
      )
  }
  const isValue = valueTest(fingerprints, keys)
  return {
    record,
    fingerprints,
    auditHashes,
    tokenHashes: new Set(
      value === undefined ? [] : [createHash('sha256').update(value).digest('base64')],
    ),
    isValue,
    isKeyId: (id) => id === record.credentialRef || isValue(id),
  }
}

/** Texts are fingerprinted once: logs have few key ids, and millions of records. */
const rememberedMax = 100_000

function valueTest(
  fingerprints: ReadonlySet<string>,
  keys: readonly FingerprintKey[],
): (text: string) => boolean {
  if (fingerprints.size === 0) return () => false
  const known = new Map<string, boolean>()
  return (text) => {
    let isValue = known.get(text)
    if (isValue === undefined) {
      const bytes = new TextEncoder().encode(text)
      isValue = keys.some((key) => fingerprints.has(fingerprintOf(bytes, key)))
      if (known.size >= rememberedMax) known.clear()
      known.set(text, isValue)
    }
    return isValue
  }
}

/** The value of the record and no other: what is found with another one would be told of the wrong secret. */
async function readValue(
  { id }: InventoryRecord,
  fingerprints: ReadonlySet<string>,
  keys: readonly FingerprintKey[],
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  const typed = Buffer.concat(chunks)
  const end = typed.at(-1) === 10 ? (typed.at(-2) === 13 ? -2 : -1) : typed.length
  const value = typed.subarray(0, end)
  if (keys.some((key) => fingerprints.has(fingerprintOf(value, key)))) return value
  throw new StanchError(
    'INVENTORY_VALUE_OTHER',
    `Expected the value of ${id} on standard input; got another one, or its fingerprint is under a key that this run has not.`,
  )
}

function write(
  format: string,
  record: InventoryRecord,
  groups: readonly AccessGroup[],
  logs: AccessLogs,
): string {
  const { accesses: _accesses, spans: _spans, isInterrupted, ...read } = logs
  const coverage = {
    type: 'coverage',
    ...read,
    complete: logs.problems.length === 0 && !isInterrupted,
  }
  if (format === 'json') return `${JSON.stringify({ record, groups, coverage }, null, 2)}\n`
  if (format === 'jsonl') {
    const lines = [...groups.flatMap(({ events }) => events), coverage]
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
  const ink = createInk({ color: showsColor(), hyperlinks: false })
  const told = [
    ...logs.logs.map((log) => `${log.path} (${log.format}, ${countOf(log.records, 'record')})`),
    ...(logs.documents > 0 || logs.logs.length === 0
      ? [`${countOf(logs.documents, 'document')} searched for the value`]
      : []),
  ]
  return [...layoutAccesses(record, groups, ink), '', `read: ${told.join(', ')}`, ''].join('\n')
}
