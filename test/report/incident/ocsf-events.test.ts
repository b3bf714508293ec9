import { describe, expect, test } from 'vitest'
import { ocsfEvents, type OcsfOptions } from '../../../src/report/incident/ocsf/ocsf-events.ts'
import { loadSchema } from '../load-schema.ts'
import { journalOf, sampleEvents, sampleReport } from './sample-journal.ts'
import { makeIncidentReport } from '../../../src/report/incident/incident-report.ts'
import { foldIncident } from '../../../src/incident/fold-incident.ts'

const schemas: Readonly<Record<number, ReturnType<typeof loadSchema>>> = {
  2004: loadSchema('ocsf-1.8-detection-finding-reduced'),
  2005: loadSchema('ocsf-1.8-incident-finding-reduced'),
  2006: loadSchema('ocsf-1.8-data-security-finding-reduced'),
  7001: loadSchema('ocsf-1.8-remediation-activity-reduced'),
}
const options: OcsfOptions = { finding: 2006, productVersion: '1.2.3' }

function kindsOf(events: ReturnType<typeof ocsfEvents>): unknown[] {
  return events.map((event) => [event['class_uid'], event['activity_id']])
}

describe('events of OCSF 1.8', () => {
  const counts = sampleEvents.map((_, at) => at + 1)

  test.for(counts)('after %i records each fits its class of the published schema', (count) => {
    for (const finding of [2006, 2004] as const) {
      for (const event of ocsfEvents(sampleReport(count), { ...options, finding })) {
        expect(schemas[event['class_uid'] as number]!(event), JSON.stringify(event)).toEqual([])
      }
    }
  })

  test('a story from opening to closing: created, remediated, closed', () => {
    expect(kindsOf(ocsfEvents(sampleReport(), options))).toEqual([
      [2006, 1],
      [2005, 1],
      [7001, 1],
      [2006, 3],
      [2005, 3],
    ])
  })

  test('an unfinished one is updated, and has no verdict', () => {
    const events = ocsfEvents(sampleReport(11), { ...options, finding: 2004 })
    expect(kindsOf(events)).toEqual([
      [2004, 1],
      [2005, 1],
      [7001, 1],
      [2004, 2],
      [2005, 2],
    ])
    expect(events.at(-1)).toMatchObject({ status_id: 2, status: 'In Progress' })
    expect(events.at(-1)).not.toHaveProperty('verdict_id')
  })

  test('the type is the class and the activity in one number', () => {
    for (const event of ocsfEvents(sampleReport(), options))
      expect(event['type_uid']).toBe(
        (event['class_uid'] as number) * 100 + (event['activity_id'] as number),
      )
  })

  test.for([
    ['not-found', 3],
    ['ambiguous', 2],
    ['refused', 2],
    ['unknown', 0],
  ] as const)('an effect that ended as %s is no success', ([result, status]) => {
    const events = sampleEvents.slice(0, 10).map((one) => {
      const [at, event, actor] = one
      return event.type === 'step-effected'
        ? ([at, { ...event, outcome: { result, detail: 'no' } }, actor] as const)
        : one
    })
    const records = journalOf(events)
    const report = makeIncidentReport(foldIncident(records), records, {
      accesses: undefined,
      madeAt: '2026-11-26T04:00:00.000Z',
    })
    const effect = ocsfEvents(report, options).find((event) => event['class_uid'] === 7001)!
    expect(effect['status_id']).toBe(status)
    expect(schemas[7001]!(effect)).toEqual([])
  })

  test('the checks fail on what is not in the schema', () => {
    const [event] = ocsfEvents(sampleReport(), options)
    expect(schemas[2006]!({ ...event, severity_id: 42 })).not.toEqual([])
    expect(schemas[2006]!({ ...event, raw_data: 'x' })).not.toEqual([])
    const { finding_info: _left, ...less } = event!
    expect(schemas[2006]!(less)).not.toEqual([])
  })
})
