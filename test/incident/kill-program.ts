/**
 * A process that goes on with an incident and kills itself: after so many records, each of which is on the disk; or when so
 * many effects are done at the provider, before anybody has written that down.
 *
 * Arguments: directory of the store, file of the world, incident, `record` or `effect`, number.
 */
import { goOn } from './go-on.ts'

const [storePath, worldPath, id, point, typed] = process.argv.slice(2) as [
  string,
  string,
  string,
  'record' | 'effect',
  string,
]
let left = Number(typed)

function pass(here: 'record' | 'effect'): void {
  if (point === here && --left === 0) process.kill(process.pid, 'SIGKILL')
}

await goOn(storePath, worldPath, id, {
  onRecord: () => pass('record'),
  onEffect: () => pass('effect'),
})
