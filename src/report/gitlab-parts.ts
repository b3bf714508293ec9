import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Severity } from '../rules/rule.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'

/**
 * Of the report format, not of Stanch. Every GitLab since 15.0 takes a 15.0.x; 15.2.1 accepts the
 * same.
 */
export const schemaVersion = '15.0.7'

/**
 * The schema asks for a commit also where there is none; GitLab's own analyzer writes this one
 * then.
 */
export const noCommit = '0000000'

export const severityNames: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

export type Json = Readonly<Record<string, unknown>>

/** What a report says of the run that it is of. */
export function scanPartOf(run: {
  readonly toolVersion: string
  readonly startedAt: string
  readonly endedAt: string
  readonly complete: boolean
  readonly messages: readonly Json[]
}): Json {
  const tool = {
    id: 'stanch',
    name: 'Stanch',
    version: run.toolVersion,
    vendor: { name: 'Stanch' },
  }
  return {
    analyzer: tool,
    scanner: tool,
    type: 'secret_detection',
    start_time: secondOf(run.startedAt),
    end_time: secondOf(run.endedAt),
    status: run.complete ? 'success' : 'failure',
    messages: run.messages,
  }
}

/** The same for the same finding in every run under one key; in the shape of a version 5 UUID. */
export function uuidOf(identity: readonly unknown[]): string {
  const bytes = sha256(bytesOfUtf8(JSON.stringify(identity))).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** GitLab renders descriptions: a name must not become a link, a mention or a heading. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~@#|!]/g, (sign) => `\\${sign}`)
}

/** The schema wants UTC without fraction and zone. */
export function secondOf(isoTime: string): string {
  return isoTime.slice(0, 19)
}
