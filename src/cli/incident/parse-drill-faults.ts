import { drillFaultNames, type DrillFaultName, type DrillFaults } from '../../providers/drill/drill-fault.ts' // prettier-ignore
import { nearestWord } from '../../text/strict/nearest-word.ts'
import { parseDuration } from '../parse-duration.ts'
import { usage } from '../usage.ts'

const propagationMsUsual = 90_000

/** @param typed `NAME`, or `slow-propagation=TIME`, each a fault of the same drill @throws StanchError `USAGE` */
export function parseDrillFaults(typed: readonly string[]): DrillFaults {
  const names = new Set<DrillFaultName>()
  let propagationMs = propagationMsUsual
  for (const one of typed.flatMap((text) => text.split(','))) {
    const [word = '', time] = one.split('=')
    const name = drillFaultNames.find((known) => known === word)
    if (name === undefined) {
      const near = nearestWord(word, drillFaultNames)
      throw usage(
        `--fault: expected one of ${drillFaultNames.join(', ')}, got "${word}"${near === undefined ? '' : `; do you mean ${near}?`}.`,
      )
    }
    if (time !== undefined && name !== 'slow-propagation')
      throw usage(`--fault ${name}: expected no time; only slow-propagation takes one.`)
    if (time !== undefined)
      propagationMs = parseDuration(time, '--fault slow-propagation', { least: 1000, most: 3_600_000 }) // prettier-ignore
    names.add(name)
  }
  return { names, propagationMs }
}
