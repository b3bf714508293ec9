import { readFileSync, statSync } from 'node:fs'
import { Scanner } from '../../engine/scanner.ts'
import { defaultEngineOptions, type Engine } from '../../engine/engine.ts'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import { readConfigurationTree } from '../../inventory/posture/files/configuration-tree.ts'
import type { FileCheck, PlacedSecret } from '../../inventory/posture/files/file-check.ts'
import { fileKindOf } from '../../inventory/posture/files/file-kind.ts'
import { fileChecks } from '../../inventory/posture/posture-checks.ts'
import { toPostureFinding, type PostureFinding } from '../../inventory/posture/posture-check.ts'
import type { Problem, SkippedDocument } from '../../report/scan-result.ts'
import { isConfident } from '../../rules/rule.ts'
import { walkPaths, type WalkOptions } from '../../sources/walk-files.ts'
import { reasonOfErrno } from '../../sources/walk-reason.ts'
import { latin1Of } from '../../text/bytes.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import { loadEngine } from '../load-engine.ts'
import { matchAll } from './match-all.ts'

/** A larger file is no configuration that somebody wrote. */
const fileBytesMax = 4 << 20

export interface FileAuditOptions extends Pick<WalkOptions, 'ignore' | 'exclude'> {
  readonly store: InventoryStore
  /** Secrets in files are looked up under all of them. */
  readonly keys: readonly FingerprintKey[]
  readonly isWanted: (id: string) => boolean
}

export interface AuditedFiles {
  readonly findings: readonly PostureFinding[]
  readonly files: number
  readonly skipped: readonly SkippedDocument[]
  readonly problems: readonly Problem[]
}

/** A file to look at. */
interface FoundFile {
  readonly path: string | Buffer
  readonly label: string
}

/** Looks at workflows and at settings of agents at and below `paths`. */
export async function auditFiles(
  paths: readonly string[],
  options: FileAuditOptions,
): Promise<AuditedFiles> {
  const { found, skipped, problems } = findFiles(paths, options)
  const checks = fileChecks.filter(({ id }) => options.isWanted(id))
  const findings: PostureFinding[] = []
  let engine: Engine | undefined
  let files = 0
  for (const file of checks.length === 0 ? [] : found) {
    try {
      if (statSync(file.path).size > fileBytesMax) {
        skipped.push({ path: file.label, reason: 'larger than 4 MiB' })
        continue
      }
      const bytes = readFileSync(file.path)
      const isAgents = fileKindOf(file.label) === 'agent'
      if (isAgents) engine ??= loadEngine(defaultEngineOptions, () => undefined)
      const secrets = isAgents && engine ? await secretsIn(bytes, file.label, engine, options) : []
      const signs = signsOf(file.label, latin1Of(bytes), secrets, checks)
      files++
      if (typeof signs === 'string') problems.push({ path: file.label, reason: signs })
      else findings.push(...signs)
    } catch (error) {
      problems.push({ path: file.label, reason: reasonOfErrno(error) })
    }
  }
  return { findings, files, skipped, problems }
}

/** Settings that git ignores are where people put their keys: those are read nevertheless. */
function findFiles(paths: readonly string[], { ignore, exclude }: FileAuditOptions) {
  const found: FoundFile[] = []
  const skipped: SkippedDocument[] = []
  const problems: Problem[] = []
  for (const batch of walkPaths(paths, { ignore, ...(exclude ? { exclude } : {}) })) {
    for (const event of batch) {
      if (event.kind === 'problem') problems.push({ path: event.path, reason: event.reason })
      else if (event.kind === 'skipped') {
        if (fileKindOf(event.path) === undefined) continue
        if (event.reason === 'ignored by git') found.push({ path: event.path, label: event.path })
        else skipped.push({ path: event.path, reason: event.reason })
      } else if (event.kind === 'file') {
        const { path, origin, named } = event.file
        if (fileKindOf(origin.path) !== undefined) found.push({ path, label: origin.path })
        else if (named) skipped.push({ path: origin.path, reason: 'no file that is audited' })
      }
    }
  }
  return { found, skipped, problems }
}

function signsOf(
  path: string,
  text: string,
  secrets: readonly PlacedSecret[],
  checks: readonly FileCheck[],
): PostureFinding[] | string {
  const tree = readConfigurationTree(path, text)
  if (typeof tree === 'string') return tree
  const file = { path, text, tree, secrets }
  return checks.flatMap((check) =>
    check
      .find(file)
      .map(({ line, ...sign }) =>
        toPostureFinding(check, { ...sign, subject: { kind: 'place', path, line } }),
      ),
  )
}

async function secretsIn(
  bytes: Uint8Array,
  path: string,
  engine: Engine,
  { store, keys }: FileAuditOptions,
): Promise<PlacedSecret[]> {
  const scanner = new Scanner(engine, path)
  const matches = [...scanner.push(bytes), ...scanner.end()].filter(
    ({ confidence, status }) => isConfident(confidence, 'medium') && status !== 'invalid-format',
  )
  const fingerprints = matches.map(({ secret }) => keys.map((key) => fingerprintOf(secret, key)))
  const known = await matchAll(store, fingerprints.flat())
  return matches.map(({ place, rule }, at) => ({
    start: place.start,
    end: place.end,
    line: place.line,
    name: rule.name,
    records: fingerprints[at]!.flatMap((one) => known.get(one) ?? []).map(({ id }) => id),
  }))
}
