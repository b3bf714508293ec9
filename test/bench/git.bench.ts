import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryPeer } from '../../dist/build/accuracy-peers.js'
import { measure, type Command } from './measure.ts'
import { benchScan } from './scan.bench.ts'
import { cacheDirectory, type Subject } from './subjects.ts'
import { bareNode, commandOfStanch, readFindingsOfStanch, stanch, toolOfPeer, type Tool } from './tools.ts' // prettier-ignore

/** `stanch scan git` of a whole history. */
export const stanchHistory: Tool = {
  ...stanch,
  commandFor: (path) => commandOfStanch(['scan', 'git', path]),
}

const stanchStaged: Tool = {
  ...stanch,
  name: 'stanch --staged',
  commandFor: (path) => commandOfStanch(['scan', 'git', path, '--staged']),
}

/** @param tell what is not measured */
export function benchHistory(
  subject: Subject,
  peers: readonly HistoryPeer[],
  runs: number,
  tell: (message: string) => void,
): string[][] {
  const indexed = makeIndexed(subject, tell)
  const others = [
    ...(indexed ? [indexed] : []),
    ...peers.map((peer) => toolOfPeer(peer, 'history')),
  ]
  return benchScan(subject, [stanchHistory, ...others], stanchHistory, runs)
}

export function benchStaged(subject: Subject, runs: number): string[][] {
  return benchScan(subject, [bareNode, stanchStaged], stanchStaged, runs)
}

/**
 * A scan with an index that knows everything already.
 *
 * @returns `undefined` where this build of Stanch writes no index
 */
function makeIndexed(subject: Subject, tell: (message: string) => void): Tool | undefined {
  const directory = join(cacheDirectory, 'runs', 'index')
  const index = join(directory, 'index')
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  // Under a key of its own for each run the index would not fit the second one.
  const variables = { STANCH_KEY: randomBytes(32).toString('hex') }
  const commandFor = (path: string): Command => ({
    ...commandOfStanch(['scan', 'git', path, '--index', index]),
    variables,
  })
  measure(commandFor(subject.path), directory)
  if (!existsSync(index)) {
    const errors = readFileSync(join(directory, 'errors'), 'utf8').trim()
    tell(`left out: stanch --index (${errors || 'it wrote no index'})`)
    return undefined
  }
  return { ...stanch, name: 'stanch --index', commandFor, readFindings: readFindingsOfStanch }
}
