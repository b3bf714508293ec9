import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileNameOf } from '../engine/document-kind.ts'
import type { Confidence } from '../rules/rule.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { StanchError } from '../text/error.ts'
import { locate } from './accuracy-locate.ts'
import type { PeerFinding } from './accuracy-peer-reports.ts'
import { readPeerReport, type Peer } from './accuracy-peers.ts'
import { groupBy, type Hit } from './accuracy-score.ts'
import type { LabelledRow } from './accuracy-rows.ts'

/** Lets a peer scan every row as a file of its own, below the temporary directory. */
export function scanRowsWith(
  peer: Peer,
  rows: readonly LabelledRow[],
  confidence: Confidence,
): Hit[][] {
  const batchLength = peer.filesMax ?? rows.length
  const hits: Hit[][] = []
  while (hits.length < rows.length) {
    const batch = rows.slice(hits.length, hits.length + batchLength)
    hits.push(...scanBatchWith(peer, batch, confidence))
  }
  return hits
}

function scanBatchWith(peer: Peer, rows: readonly LabelledRow[], confidence: Confidence): Hit[][] {
  const directory = mkdtempSync(join(tmpdir(), 'stanch-accuracy-'))
  try {
    rows.forEach(({ documentName, text }, at) => {
      mkdirSync(join(directory, 'rows', String(at)), { recursive: true })
      writeFileSync(join(directory, 'rows', String(at), fileNameOf(documentName)), text)
    })
    const report = join(directory, 'report.json')
    run(peer, peer.argumentsFor('rows', report, confidence), { directory, report })
    return hitsOf(readPeerReport(peer, report), rows, confidence)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** @param findings in files `…/rows/NUMBER/…`, or in documents of the same content */
export function hitsOf(
  findings: readonly PeerFinding[],
  rows: readonly LabelledRow[],
  confidence: Confidence,
): Hit[][] {
  const hits: Hit[][] = rows.map(() => [])
  const rowsOfBlob = groupBy([...rows.keys()], (at) => blobOf(rows[at]!.text))
  for (const finding of findings) {
    const { blob, path, rule } = finding
    const places =
      blob === undefined ? [Number(/rows\/(\d+)\//.exec(path)?.[1])] : rowsOfBlob.get(blob)!
    for (const at of places) {
      hits[at]!.push({ rule, confidence, span: locate(finding, rows[at]!.text) })
    }
  }
  return hits
}

/** What git calls a document of this content. */
function blobOf(text: string): string {
  const bytes = bytesOfUtf8(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

function run(
  peer: Peer,
  args: readonly string[],
  { directory: cwd, report }: { readonly directory: string; readonly report: string },
): void {
  const output = openSync(peer.printsReport ? report : join(cwd, 'output'), 'w')
  try {
    const { status, stderr, error } = spawnSync(peer.path, args, {
      cwd,
      stdio: ['ignore', output, 'pipe'],
      maxBuffer: 1 << 26,
    })
    if (status !== null && peer.goodStatuses.includes(status)) return
    const why = error?.message ?? `exit status ${status}: ${stderr.toString('utf8').slice(-500)}`
    throw new StanchError('PEER_FAILED', `${peer.path} ${args.join(' ')}: ${why}`)
  } finally {
    closeSync(output)
  }
}
