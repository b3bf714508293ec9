import { groupByFingerprint } from './group-exposures.ts'
import { groupRuns } from './group-runs.ts'
import type { ReportOptions } from './report-options.ts'
import type { Report, ScanResult } from './scan-result.ts'
import { createInk, type Ink } from './terminal-ink.ts'
import { layoutCoverage, layoutKeyNote, layoutNotes, layoutSummary } from './text-coverage.ts'
import { layoutEstate } from './text-estate.ts'
import { adviceKeyOf, layoutExposure } from './text-exposure.ts'
import { layoutRun } from './text-runs.ts'

/**
 * For people: a block a secret, the gravest first (behind the runs that have them, if these were asked for), then the summary, then what the scan covered. No
 * outside text reaches the terminal with a control character in it.
 */
export function createTextReport(options: ReportOptions): Report {
  const ink = createInk(options)
  return { onFinding: () => '', onEnd: (result) => writeSections(result, ink, options) }
}

function writeSections(result: ScanResult, ink: Ink, options: ReportOptions): string {
  const estate = layoutEstate(result, ink, options)
  const sections = [
    ...(options.byRun ? groupRuns(result).map((run) => layoutRun(run, ink, options)) : []),
    ...layoutExposures(result, ink, options),
    ...(estate.length > 0 ? [estate] : []),
    [layoutSummary(result, ink), ...layoutNotes(result.coverage, ink, options)],
    [...layoutCoverage(result.coverage, ink, options), ...layoutKeyNote(result, ink)],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function layoutExposures(result: ScanResult, ink: Ink, options: ReportOptions): string[][] {
  const findings = groupByFingerprint(result.findings)
  const numberWidth = String(result.exposures.length).length
  const advised = new Map<string, number>()
  const blocks = result.exposures.map((exposure, index) => {
    const number = index + 1
    const key = adviceKeyOf(exposure)
    const sameAs = advised.get(key)
    if (sameAs === undefined) advised.set(key, number)
    const own = findings.get(exposure.fingerprint) ?? []
    return layoutExposure({ exposure, findings: own, number, numberWidth, sameAs }, ink, options)
  })
  return joinSingleLines(blocks)
}

/** A line by itself stands with the block before it. */
function joinSingleLines(blocks: readonly string[][]): string[][] {
  const joined: string[][] = []
  for (const lines of blocks) {
    const last = joined.at(-1)
    if (last && lines.length === 1) last.push(...lines)
    else joined.push([...lines])
  }
  return joined
}
