import { assess } from '../../incident/assess.ts'
import { timeOf } from '../../incident/clock.ts'
import { judgeAssessed } from '../../incident/judge-assessed.ts'
import type { Ledger } from '../../incident/ledger.ts'
import { planFactsOf } from '../../incident/plan-facts.ts'
import type { PlanInput } from '../../incident/plan-input.ts'
import { readingsOf } from '../../incident/readings-of.ts'
import { textReadings } from '../../report/incident/text-readings.ts'
import type { InventoryRecord } from '../../inventory/record.ts'
import { createInk } from '../../report/terminal-ink.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import { reasonOf } from '../../text/error.ts'
import type { IncidentDesk } from './with-incidents.ts'
import type { Runner } from './with-runner.ts'

/**
 * What plans are made of, in the order of the ledgers; with `isProbed` the providers are asked first, and their answers kept.
 */
export async function readPlanInputs(
  runner: Runner,
  isProbed: boolean,
): Promise<readonly PlanInput[]> {
  const { desk, ledgers } = runner
  const records = await readRecords(desk, [...ledgers.values()])
  const inputs: PlanInput[] = []
  for (const [id, ledger] of ledgers)
    inputs.push(await readInput(runner, ledger, records.get(id), isProbed))
  return inputs
}

async function readInput(
  { setting }: Runner,
  ledger: Ledger,
  record: InventoryRecord | undefined,
  isProbed: boolean,
): Promise<PlanInput> {
  const { rule } = ledger.incident.leaked
  const subject = await setting.subjectOf(ledger.incident)
  const adapters = setting.adapters.filter(
    ({ rules }) => rules.length === 0 || rules.includes(rule),
  )
  const input = () => ({
    incident: ledger.incident,
    subject: withFacts(subject, ledger),
    adapters,
    record,
  })
  if (!isProbed) return input()
  const { open, gaps } = readingsOf(adapters, subject, planFactsOf(input()).canary === true)
  const ink = createInk({
    color: process.stderr.isTTY && !process.env['NO_COLOR'],
    hyperlinks: false,
  })
  const lines = textReadings(open, gaps, { ink, width: process.stderr.columns ?? 80 })
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
  const unknown = await assess(setting, ledger, {
    readings: open,
    subject,
    gaps,
    judge: (incident, facts) => judgeAssessed(incident, facts, timeOf(setting.clock)),
  })
  return { ...input(), gaps: unknown }
}

/** What was asked before makes an action possible that needs an id. */
function withFacts(
  subject: PlanInput['subject'],
  { incident: { facts } }: Ledger,
): PlanInput['subject'] {
  const { keyId = facts['keyId'], account = facts['account'] } = subject
  return { ...subject, keyId, account, known: { ...facts, ...subject.known } }
}

/** By incident; an inventory that cannot be read is told, and the plan says what nobody knows. */
async function readRecords(
  { configured }: IncidentDesk,
  ledgers: readonly Ledger[],
): Promise<ReadonlyMap<string, InventoryRecord>> {
  const known = ledgers.filter(({ incident }) => incident.leaked.inventory !== null)
  const records = new Map<string, InventoryRecord>()
  if (known.length === 0) return records
  const { configuration, directory } = configured
  const place = inventoryPlaceOf({}, { inventory: configuration.inventory, directory }, process.env)
  try {
    const store = await openInventory(place)
    try {
      for (const { incident } of known) {
        const record = await store.get(incident.leaked.inventory!.id)
        if (record !== undefined) records.set(incident.id, record)
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    process.stderr.write(`stanch: the inventory cannot be read: ${reasonOf(error)}\n`)
  }
  return records
}
