import { setTimeout } from 'node:timers/promises'
import { seededRandom } from '../../../src/rules/sample.ts'
import type { Broker } from '../../bench/kafka-broker.ts'
import type { KafkaTool, PlacedRecord } from '../../bench/kafka-tool.ts'
import { startWorker, type RunningWorker } from './run-worker.ts'

/**
 * Two workers share the partitions; again and again one of them, or both, are killed where they are, while records go on
 * coming. One has a name, the other is somebody new each time. At the end one does what is left.
 *
 * @returns how many were killed
 */
export async function killAgainAndAgain(plot: {
  readonly broker: Broker
  readonly kafka: KafkaTool
  readonly from: string
  readonly args: readonly string[]
  readonly records: readonly PlacedRecord[]
  readonly kills: number
}): Promise<number> {
  const { broker, kafka, from, records } = plot
  const random = seededRandom(11)
  const start = (name: number) =>
    startWorker(broker, name === 0 ? [...plot.args, '--instance', 'named'] : plot.args)
  const workers: [RunningWorker, RunningWorker] = [start(0), start(1)]
  const shares = sharesOf(records, plot.kills)
  let killed = 0
  for (let turn = 0; killed < plot.kills; turn++) {
    const name = turn % 3 === 2 ? 0 : 1
    await isAtWork(workers[name])
    const written = kafka.write(from, shares.shift() ?? [])
    await setTimeout(random() * 400)
    for (const victim of turn % 5 === 4 ? [0, 1] : [name]) {
      if (workers[victim]!.child.kill('SIGKILL')) killed++
      await workers[victim]!.ended
      workers[victim] = start(victim)
    }
    await written
  }
  await kafka.write(from, shares.flat())
  for (const { child, ended } of workers) {
    child.kill('SIGTERM')
    await ended
  }
  const last = startWorker(broker, [...plot.args, '--until-end'])
  const { status, stderr } = await last.ended
  if (status !== 0) throw new Error(stderr)
  return killed
}

/** Records in as many parts as there are kills, and one more. */
function sharesOf(records: readonly PlacedRecord[], kills: number): PlacedRecord[][] {
  const length = Math.ceil(records.length / (kills + 1))
  return Array.from({ length: kills + 1 }, (_, at) => records.slice(at * length, (at + 1) * length))
}

/** Waits until a worker was given partitions, and has begun; one that is too slow for its session may have ended. */
async function isAtWork({ child, stderr }: RunningWorker): Promise<void> {
  while (!stderr().includes('partitions assigned') && child.exitCode === null) await setTimeout(20)
}
