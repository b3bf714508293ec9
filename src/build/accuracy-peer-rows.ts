import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileNameOf } from '../engine/document-kind.ts'
import type { Confidence } from '../rules/rule.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import type { Span } from '../text/span.ts'
import type { Peer, PeerFinding } from './accuracy-peers.ts'
import type { LabelledRow } from './accuracy-rows.ts'
import type { Hit } from './accuracy-score.ts'

/** Lets a peer scan every row as a file of its own, below the temporary directory. */
export function scanRowsWith(
  peer: Peer,
  rows: readonly LabelledRow[],
  confidence: Confidence,
): Hit[][] {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-accuracy-'))
  try {
    rows.forEach(({ documentName, text }, at) => {
      mkdirSync(join(directory, 'rows', String(at)), { recursive: true })
      writeFileSync(join(directory, 'rows', String(at), fileNameOf(documentName)), text)
    })
    const report = join(directory, 'report.json')
    run(peer, peer.argumentsFor('rows', report, confidence), directory)
    const hits: Hit[][] = rows.map(() => [])
    for (const finding of peer.readReport(report)) {
      const at = Number(/rows\/(\d+)\//.exec(finding.path)?.[1])
      hits[at]!.push({ rule: finding.rule, confidence, span: locate(finding, rows[at]!.text) })
    }
    return hits
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function run(peer: Peer, args: readonly string[], cwd: string): void {
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const { status, stderr, error } = spawnSync(peer.program, args, { cwd, stdio: [...stdio] })
  if (status !== null && peer.goodStatuses.includes(status)) return
  const why = error?.message ?? `exit status ${status}: ${stderr.toString('utf8').slice(-500)}`
  throw new StanchError('PEER_FAILED', `${peer.program} ${args.join(' ')}: ${why}`)
}

/**
 * Bytes of a peer's finding. Peers count columns each in their own way, so the value itself is looked for, and
 * the place that is nearest to the stated one taken; the stated one only where the value was decoded.
 */
export function locate(finding: PeerFinding, text: string): Span {
  const lines = lineStartsOf(text)
  const stated = offsetOf(lines, finding.line, finding.column)
  const at = nearestIndexOf(text, finding.text, stated)
  const [start, end] =
    at === undefined
      ? [stated, offsetOf(lines, finding.endLine, finding.endColumn)]
      : [at, at + finding.text.length]
  return { start: bytesUpTo(text, start), end: bytesUpTo(text, end) }
}

function lineStartsOf(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
}

function offsetOf(lines: readonly number[], line: number, column: number): number {
  return (lines[line - 1] ?? 0) + Math.max(0, column)
}

function nearestIndexOf(text: string, value: string, wanted: number): number | undefined {
  let nearest: number | undefined
  if (value === '') return undefined
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (nearest === undefined || Math.abs(at - wanted) < Math.abs(nearest - wanted)) nearest = at
  }
  return nearest
}

function bytesUpTo(text: string, at: number): number {
  return bytesOfUtf8(text.slice(0, at)).length
}
