import { factPhrases } from '../../../incident/choose-playbook.ts'
import type { Playbook, PlaybookStep } from '../../../incident/playbook.ts'
import { mayEnd } from '../../../incident/playbook-faults.ts'
import { buildCacao } from './build-cacao.ts'
import { activityOf, type CacaoPlaybook } from './cacao-playbook.ts'
import { cacaoVariables, variableName, type CacaoDraft } from './cacao-workflow.ts'

/**
 * A playbook in CACAO 2.0. What calls an action makes only its plan for one credential says, so its actions are manual
 * commands that name the action; conditions are variables.
 *
 * @param at when it is exported, `YYYY-MM-DDTHH:MM:SS.sssZ`
 */
export function cacaoOfPlaybook(playbook: Playbook, at: string): CacaoPlaybook {
  const { id, name, description, order, steps, digest, rules } = playbook
  const facts = [...new Set(steps.flatMap(({ when, unless }) => [...when, ...unless]))]
  return buildCacao({ name: `playbook ${id}`, steps: steps.map(draftOf) }, at, {
    name,
    description,
    impact: impactOf(playbook),
    labels: ['credential', order, ...(rules === 'any' ? [] : rules), `sha256-${digest}`],
    ...cacaoVariables(
      new Map(
        facts.map((fact) => [
          variableName(fact),
          { type: 'bool', description: `Whether ${factPhrases[fact]}.` },
        ]),
      ),
    ),
  })
}

/** What cannot be undone, or breaks what uses it, is high. */
function impactOf({ order, steps }: Playbook): number {
  if (!steps.some(mayEnd)) return 20
  return order === 'no-outage' ? 60 : order === 'break-glass' ? 100 : 80
}

function draftOf(step: PlaybookStep): CacaoDraft {
  const { id, title, phase, action, manual, timeoutMs, parallel, onFailure, compensates } = step
  const command = manual?.join('\n') ?? `Take the action ${action} for this credential.`
  const { title: _title, manual: _manual, timeoutMs: _timeoutMs, ...extension } = step
  return {
    id,
    name: title,
    actions: [
      { commands: [{ type: 'manual', command, playbook_activity: activityOf(action, phase) }] },
    ],
    timeoutMs,
    parallel,
    condition: conditionOf(step),
    onFailure,
    compensation: compensates === undefined ? undefined : `Undo the step ${compensates}.`,
    extension,
  }
}

function conditionOf({ when, unless }: PlaybookStep): string | undefined {
  const parts = [
    ...when.map((fact) => `__${variableName(fact)}__:value = true`),
    ...unless.map((fact) => `__${variableName(fact)}__:value != true`),
  ]
  return parts.length === 0 ? undefined : parts.join(' AND ')
}
