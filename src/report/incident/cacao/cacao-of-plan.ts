import type { PlannedCall } from '../../../incident/adapter.ts'
import type { Incident } from '../../../incident/incident.ts'
import { planDigestOf, type Plan, type PlanStep } from '../../../incident/plan.ts'
import { buildCacao } from './build-cacao.ts'
import { activityOf, type CacaoPlaybook } from './cacao-playbook.ts'
import {
  cacaoVariables,
  variableName,
  type CacaoActionDraft,
  type CacaoDraft,
} from './cacao-workflow.ts'

const severities = { critical: 100, high: 75, medium: 50, low: 25 } as const
/** By signatures that it needs. */
const impacts = [20, 50, 90] as const

/**
 * A plan in CACAO 2.0: its calls are HTTP commands without headers and bodies, for those hold the value. Parts of paths that
 * are not known yet are variables.
 *
 * @param at when it is exported, `YYYY-MM-DDTHH:MM:SS.sssZ`
 */
export function cacaoOfPlan(
  plan: Plan,
  { id, verdict, leaked }: Pick<Incident, 'id' | 'verdict' | 'leaked'>,
  at: string,
): CacaoPlaybook {
  const { playbook, reason, needs } = plan
  const digest = planDigestOf(plan) ?? ''
  const draft = { name: `plan ${digest}`, steps: plan.steps.map((step) => draftOf(step, id)) }
  return buildCacao(draft, at, {
    name: `${playbook.name}: ${leaked.name}, ${id}`,
    description: [reason, needs.reason, ...plan.warnings].join('\n'),
    severity: severities[verdict.severity],
    impact: impacts[needs.signatures],
    labels: ['credential', playbook.order, leaked.rule, `sha256-${digest}`],
    ...cacaoVariables(
      new Map(
        variablesOf(plan).map((name) => [
          variableName(name),
          { type: 'string', description: `The provider’s own ${name}.` },
        ]),
      ),
    ),
  })
}

const unknownPart = /\{([^{}]+)\}/g

function variablesOf({ steps }: Plan): string[] {
  const paths = steps.flatMap(({ description }) => description?.calls.map(({ path }) => path) ?? [])
  const names = paths.flatMap((path) => [...path.matchAll(unknownPart)].map(([, name]) => name!))
  return [...new Set(names)]
}

function draftOf(step: PlanStep, incident: string): CacaoDraft {
  const { id, title, description, timeoutMs, parallel, onFailure, compensates, proof, retry } = step
  return {
    id,
    name: title,
    ...(description !== undefined && { description: description.summary }),
    actions: actionsOf(step),
    timeoutMs,
    parallel,
    onFailure,
    compensation:
      compensates === undefined ? undefined : `stanch incident undo ${incident} ${compensates}`,
    reference: description?.reference,
    extension: {
      id,
      phase: step.phase,
      retry,
      ...(proof !== undefined && { proof }),
      ...(step.why !== undefined && { why: step.why }),
      ...(compensates !== undefined && { compensates }),
      ...(description !== undefined && {
        action: `${step.adapter}/${step.action}`,
        kind: step.kind,
        reversible: description.reversible,
        undoneBy: description.undoneBy,
        completion: description.completion,
        effect: description.effect,
        provedBy: description.provedBy,
        actsAs: description.actsAs,
        permissions: description.permissions,
        sideEffects: description.sideEffects,
        quota: description.quota,
      }),
    },
  }
}

/** Calls to one host after the other are one action, for each command of an action goes to all its targets. */
function actionsOf({ manual, description, kind, standsFor, phase }: PlanStep): CacaoActionDraft[] {
  const activity = activityOf(kind ?? standsFor, phase)
  const actions: { host: string; commands: CacaoActionDraft['commands'][number][] }[] = []
  for (const call of description?.calls ?? []) {
    const command = {
      type: 'http-api' as const,
      command: startLine(call),
      playbook_activity: activity,
    }
    const last = actions.at(-1)
    if (last?.host === call.host) last.commands.push(command)
    else actions.push({ host: call.host, commands: [command] })
  }
  if (actions.length > 0) return actions
  const text = manual?.join('\n') ?? description?.summary ?? ''
  return [{ commands: [{ type: 'manual', command: text, playbook_activity: activity }] }]
}

/** RFC 9112, section 3, with CACAO's variables in place of what is not known. */
function startLine({ method, path }: PlannedCall): string {
  const target = path.replaceAll(
    unknownPart,
    (_part, name: string) => `__${variableName(name)}__:value`,
  )
  return `${method} ${target} HTTP/1.1`
}
