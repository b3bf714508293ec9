import { labelOfFact } from '../../incident/fact-names.ts'
import type { PlanStep } from '../../incident/plan.ts'
import { readOrigin } from '../origin-details.ts'
import { formatTime } from './format-span.ts'
import type { IncidentReport } from './incident-report.ts'
import { isOwnProbe } from './build-timeline.ts'
import { countOf } from '../format-quantity.ts'

/** A part of the report: a sentence, a table, or both. The first cell of a row is its name. Texts are of others. */
export interface ReportSection {
  readonly title: string
  readonly text?: string
  readonly head?: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** All parts but the timeline, in the order in which they are read; those that have nothing to say are left out. */
export function sectionsOf(report: IncidentReport): ReportSection[] {
  return [
    leakSection(report),
    severitySection(report),
    ...planSections(report),
    ...proofSections(report),
    ...accessSections(report),
  ]
}

function leakSection({ incident }: IncidentReport): ReportSection {
  const { leaked } = incident
  const { inventory } = leaked
  const rows: [string, string | null | undefined][] = [
    ['Rule', leaked.rule],
    ['Provider', leaked.provider],
    ['Shown as', leaked.redacted],
    ['Key id', leaked.keyId],
    ['Account', leaked.account],
    ['Validity', leaked.status],
    ['Expires', leaked.expires],
    ['Inventory', inventory?.id],
    ['Owner', inventory === null ? 'not in the inventory' : (inventory.owner ?? 'nobody is named')],
    ['Environment', inventory?.environment],
    ['Purpose', inventory?.purpose],
    ...leaked.places.map((place, at): [string, string] => [
      at === 0 ? 'Found at' : '',
      describePlace(place),
    ]),
  ]
  return {
    title: 'What leaked',
    rows: rows.flatMap(([name, value]) => (value == null || value === '' ? [] : [[name, value]])),
  }
}

function describePlace({ origin, line, column }: IncidentReport['incident']['leaked']['places'][number]): string {
  const { path, commit, author, date, exported, url } = readOrigin(origin)
  return [
    `${path}:${line}:${column}`,
    commit && `commit ${commit}`,
    author,
    date,
    exported?.channel && `in ${exported.channel}`,
    exported?.user && `by ${exported.user}`,
    exported?.run && `run ${exported.run}`,
    exported?.time,
    url ?? exported?.url,
  ]
    .filter(Boolean)
    .join(' · ')
} // prettier-ignore

function severitySection({ incident }: IncidentReport): ReportSection {
  const facts = Object.entries(incident.facts).map(([name, value]) => [labelOfFact(name), value])
  return {
    title: 'How bad it is',
    text: [`Severity ${incident.verdict.severity}.`, ...incident.verdict.reasons].join(' '),
    rows: facts,
  }
}

function planSections({ incident }: IncidentReport): ReportSection[] {
  const { plan, planDigest, approvals, steps } = incident
  if (plan === undefined) return []
  const rows = plan.steps.map((step) => {
    const progress = steps[step.id]
    const outcome = progress?.outcome
    const hit = outcome !== undefined && 'identity' in outcome ? `hit ${outcome.identity.id}, ${outcome.identity.proof}` : '' // prettier-ignore
    const end = progress?.endedAt === undefined ? '' : formatTime(progress.endedAt)
    return [
      step.title,
      progress?.state ?? 'pending',
      callsOf(step),
      [...new Set([outcome?.detail, hit, progress?.detail, end])].filter(Boolean).join(' · '),
    ]
  })
  const leftOut = plan.leftOut.map(({ title, reason }) => [title, 'left out', '', reason])
  const signed = approvals.map(({ person, key, expiresAt, breakGlass }) => [
    person,
    key,
    formatTime(expiresAt),
    breakGlass === undefined ? '' : `break-glass: ${breakGlass}`,
  ])
  return [
    {
      title: 'What was done',
      text: `Playbook ${plan.playbook.name}: ${plan.reason.replace(/\.?$/, '.')} Digest of the plan, which approvals sign: ${planDigest ?? 'unknown'}.`,
      head: ['Step', 'State', 'Calls', 'What came of it'],
      rows: [...rows, ...leftOut],
    },
    {
      title: 'Approvals',
      text:
        signed.length === 0
          ? `None. ${plan.needs.reason}.`
          : `${countOf(plan.needs.signatures, 'signature')} needed: ${plan.needs.reason}.`,
      head: ['Person', 'Key', 'Valid until (UTC)', 'Remark'],
      rows: signed,
    },
  ]
}

function callsOf({ description, manual, kind }: PlanStep): string {
  if (manual !== undefined) return `by a person: ${manual.join(' ')}`
  const calls = description?.calls.map(({ method, host, path }) => `${method} ${host}${path}`)
  return calls?.join(', ') ?? kind ?? ''
}

function proofSections({ incident }: IncidentReport): ReportSection[] {
  const { probes, minted, mintedComplete } = incident
  const asked = probes.map(({ at, probe, phase, isControl, outcome }) => [
    formatTime(at),
    `${probe}${isControl ? ', control with a token that cannot be one' : ''}`,
    phase,
    outcome.verdict,
    [outcome.detail, outcome.status && `HTTP ${outcome.status}`, outcome.requestId && `request ${outcome.requestId}`, outcome.egress && `from ${outcome.egress}`].filter(Boolean).join(' · '), // prettier-ignore
  ])
  const made = minted.map(({ kind, id, createdAt, disposition, reason }) => [
    `${kind} ${id}`,
    createdAt === undefined ? '' : formatTime(createdAt),
    disposition ?? 'not decided',
    reason ?? '',
  ])
  return [
    ...(asked.length === 0
      ? []
      : [
          {
            title: 'What we asked the provider',
            text: 'These are our own requests. In the provider’s logs they look like uses of the key; address and request id tell them apart.',
            head: ['Time (UTC)', 'Probe', 'Action', 'Verdict', 'Answer'],
            rows: asked,
          },
        ]),
    ...(made.length === 0
      ? []
      : [
          {
            title: 'What was made with it',
            ...(!mintedComplete && { text: 'The list is not complete: not everything could be asked.' }), // prettier-ignore
            head: ['Item', 'Made (UTC)', 'Decision', 'Why'],
            rows: made,
          },
        ]),
  ]
}

function accessSections({ accesses, records }: IncidentReport): ReportSection[] {
  if (accesses === undefined) return []
  const own = accesses.uses.filter((use) => isOwnProbe(use, records)).length
  const gaps = accesses.complete ? '' : ' Not all logs could be read: what is not here may have happened.' // prettier-ignore
  return [
    {
      title: 'Who used it, by logs',
      text: `${countOf(accesses.uses.length, 'access', 'accesses')} to ${accesses.record ?? 'the credential'}, of which ${own} by our own probes.${gaps}`,
      ...(accesses.uses.length > 0 && {
        head: ['Time (UTC)', 'Who', 'What', 'From', 'Told by'],
      }),
      rows: accesses.uses.map((use) => [
        use.time === undefined ? 'unknown' : formatTime(use.time),
        `${use.principal ?? 'nobody is named'}${isOwnProbe(use, records) ? ' (our probe)' : ''}`,
        [use.operation ?? use.action, use.outcome, use.agent && `agent ${use.agent}`, use.run && `run ${use.run}`].filter(Boolean).join(' · '), // prettier-ignore
        [use.address, use.client].filter(Boolean).join(' · '),
        [use.proof, use.log].filter(Boolean).join(' · '),
      ]),
    },
  ]
}
