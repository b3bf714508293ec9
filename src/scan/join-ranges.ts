import type { Finding, Place } from '../engine/finding.ts'
import type { RangeOutcome } from './document-scanner.ts'
import type { FoundSecret } from './found-secret.ts'

/** The parts of one document put together: lines and columns count from its start. */
export interface JoinedRanges {
  readonly found: FoundSecret[]
  readonly bytes: number
  readonly problems: readonly string[]
}

export function joinRanges(ranges: readonly RangeOutcome[]): JoinedRanges {
  const found: FoundSecret[] = []
  const problems = new Set<string>()
  let bytes = 0
  let lines = 0
  let lastLineFeed = -1
  for (const range of ranges) {
    for (const item of range.found) {
      found.push({ ...item, finding: shiftFinding(item.finding, lines, lastLineFeed) })
    }
    bytes += range.bytes
    lines += range.lineFeeds.count
    if (range.lineFeeds.last >= 0) lastLineFeed = range.lineFeeds.last
    if (range.problem !== undefined) problems.add(range.problem)
  }
  return { found, bytes, problems: [...problems] }
}

function shiftFinding(finding: Finding, lines: number, lastLineFeed: number): Finding {
  return {
    ...finding,
    ...shiftPlace(finding, lines, lastLineFeed),
    components: finding.components.map((component) => ({
      ...component,
      ...shiftPlace(component, lines, lastLineFeed),
    })),
  }
}

/** On a part's first line only the parts before know where the line started. */
function shiftPlace(place: Place, lines: number, lastLineFeed: number): Place {
  return {
    line: place.line + lines,
    column: place.line === 1 ? place.start - lastLineFeed : place.column,
    endLine: place.endLine + lines,
    endColumn: place.endLine === 1 ? place.end - lastLineFeed : place.endColumn,
    start: place.start,
    end: place.end,
  }
}
