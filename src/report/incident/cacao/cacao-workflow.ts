import { cacaoId } from './cacao-id.ts'
import type { CacaoCommand, CacaoPlaybook, CacaoStep, CacaoVariable } from './cacao-playbook.ts'

/** A step of ours, as CACAO can say it. */
export interface CacaoDraft {
  /** Unique within the workflow. */
  readonly id: string
  readonly name: string
  readonly description?: string
  /** One action step each: calls of one host, or what a person does. */
  readonly actions: readonly CacaoActionDraft[]
  readonly timeoutMs: number
  readonly parallel?: string | undefined
  /** In the grammar of STIX patterns; left out: always. */
  readonly condition?: string | undefined
  readonly onFailure: 'stop' | 'continue' | 'compensate'
  /** What a person types, or does, to take an earlier step back. */
  readonly compensation?: string | undefined
  readonly reference?: string | undefined
  /** What CACAO has no word for. */
  readonly extension: Readonly<Record<string, unknown>>
}

export interface CacaoActionDraft {
  readonly commands: readonly CacaoCommand[]
  /** Host that is called; `undefined` for what a person does. */
  readonly host?: string | undefined
}

export interface CacaoWorkflowDraft {
  /** Names the playbook and all in it: the same name gives the same ids. */
  readonly name: string
  readonly steps: readonly CacaoDraft[]
}

const creator = 'Stanch'
const extensionId = cacaoId('extension-definition', 'stanch-step/1')
const agent = cacaoId('group', 'responders')

/** All of a playbook that follows from its steps. */
export function cacaoWorkflow({
  name,
  steps,
}: CacaoWorkflowDraft): Pick<
  CacaoPlaybook,
  | 'id'
  | 'created_by'
  | 'playbook_activities'
  | 'playbook_processing_summary'
  | 'workflow_start'
  | 'workflow'
  | 'agent_definitions'
  | 'target_definitions'
  | 'extension_definitions'
> {
  const writer = new WorkflowWriter(name)
  const start = writer.write(steps)
  const commands = Object.values(writer.workflow).flatMap((step) => step.commands ?? [])
  const types = Object.values(writer.workflow).map(({ type }) => type)
  return {
    id: cacaoId('playbook', name),
    created_by: cacaoId('identity', creator),
    playbook_activities: [...new Set(commands.map((one) => one.playbook_activity))],
    playbook_processing_summary: {
      manual_playbook: commands.some(({ type }) => type === 'manual'),
      parallel_processing: types.includes('parallel'),
      if_logic: types.includes('if-condition'),
      temporal_logic: true,
      extensions: true,
    },
    workflow_start: start,
    workflow: writer.workflow,
    agent_definitions: { [agent]: { type: 'group', name: 'Incident responders' } },
    ...(Object.keys(writer.targets).length > 0 && { target_definitions: writer.targets }),
    extension_definitions: {
      [extensionId]: {
        type: 'extension-definition',
        name: 'Stanch steps',
        description:
          'What a step of a credential incident needs beyond CACAO: identity proof, reversibility, completion, retries, compensation, verification.',
        created_by: cacaoId('identity', creator),
        schema:
          'The properties of a step in dist/pack/playbook.schema.json of the npm package stanch, and those of its plans.',
        version: '1.0.0',
      },
    },
  }
}

/** Writes steps from the last to the first, so that each knows what follows. */
class WorkflowWriter {
  readonly workflow: Record<string, CacaoStep> = {}
  readonly targets: Record<string, object> = {}
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  write(steps: readonly CacaoDraft[]): string {
    const end = this.#put('end', 'done', { type: 'end', name: 'Done' })
    const first = this.#sequence(steps, end)
    return this.#put('start', 'start', { type: 'start', on_completion: first })
  }

  /** @returns the id of what comes first */
  #sequence(steps: readonly CacaoDraft[], end: string): string {
    let next = end
    for (const unit of unitsOf(steps).toReversed()) {
      next = unit.length === 1 ? this.#guarded(unit[0]!, next) : this.#parallel(unit, next)
    }
    return next
  }

  #parallel(unit: readonly CacaoDraft[], next: string): string {
    const branches = unit.map((step) => {
      const end = this.#put('end', `${step.id} branch`, { type: 'end' })
      return this.#guarded(step, end)
    })
    return this.#put('parallel', unit[0]!.parallel!, {
      type: 'parallel',
      name: unit[0]!.parallel!,
      next_steps: branches,
      on_completion: next,
    })
  }

  #guarded(step: CacaoDraft, next: string): string {
    if (step.condition === undefined) return this.#actions(step, next)
    const end = this.#put('end', `${step.id} condition`, { type: 'end' })
    return this.#put('if-condition', step.id, {
      type: 'if-condition',
      name: step.name,
      condition: step.condition,
      on_true: this.#actions(step, end),
      on_completion: next,
    })
  }

  #actions(step: CacaoDraft, next: string): string {
    const { actions, onFailure } = step
    let following = next
    const failure = onFailure === 'continue' ? undefined : this.#failure(step)
    for (const [at, action] of [...actions.entries()].toReversed()) {
      following = this.#put('action', `${step.id} ${at}`, {
        type: 'action',
        name: step.name,
        ...(step.description !== undefined && { description: step.description }),
        timeout: step.timeoutMs,
        ...(failure === undefined
          ? { on_completion: following }
          : { on_success: following, on_failure: failure }),
        commands: action.commands,
        agent,
        ...(action.host !== undefined && { targets: [this.#target(action.host)] }),
        ...(step.reference !== undefined && {
          external_references: [{ name: 'documentation', url: step.reference }],
        }),
        step_extensions: { [extensionId]: step.extension },
      })
    }
    return following
  }

  /** What is gone to when a step fails: a stop, or first what takes an earlier step back. */
  #failure({ id, name, onFailure, compensation, timeoutMs }: CacaoDraft): string {
    const stop = this.#put('end', `${id} failed`, { type: 'end', name: `Stopped: ${name}` })
    if (onFailure !== 'compensate' || compensation === undefined) return stop
    return this.#put('action', `${id} compensation`, {
      type: 'action',
      name: `Take back: ${name}`,
      timeout: timeoutMs,
      on_completion: stop,
      commands: [{ type: 'manual', command: compensation, playbook_activity: 'revert-system' }],
      agent,
    })
  }

  #target(host: string): string {
    const id = cacaoId('http-api', host)
    const isDomain = /^[a-z\d.-]+\.[a-z]{2,6}$/i.test(host)
    this.targets[id] = {
      type: 'http-api',
      name: host,
      address: isDomain ? { url: [`https://${host}`] } : { dname: [host] },
    }
    return id
  }

  #put(kind: CacaoStep['type'], name: string, step: CacaoStep): string {
    const id = cacaoId(kind, `${this.#name}\n${name}`)
    this.workflow[id] = step
    return id
  }
}

/** A group of which one step is left is none. */
function unitsOf(steps: readonly CacaoDraft[]): CacaoDraft[][] {
  const units: CacaoDraft[][] = []
  for (const step of steps) {
    const unit = units.at(-1)
    const isBeside = step.parallel !== undefined && unit?.[0]?.parallel === step.parallel
    if (isBeside) unit!.push(step)
    else units.push([step])
  }
  return units
}

/** Variables that whoever runs the playbook fills in. */
export function cacaoVariables(
  names: ReadonlyMap<string, Pick<CacaoVariable, 'type' | 'description'>>,
): Pick<CacaoPlaybook, 'playbook_variables'> {
  if (names.size === 0) return {}
  const entries = [...names].map(
    ([name, one]) => [`__${name}__`, { ...one, external: true as const }] as const,
  )
  return { playbook_variables: Object.fromEntries(entries) }
}

/** `has-consumers` as a name that CACAO takes. */
export function variableName(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_-]/g, '_').replace(/-/g, '_')
  return /^[a-zA-Z_]/.test(name) ? name.slice(0, 199) : `_${name}`.slice(0, 199)
}
