import {
  isAsStrong,
  type ActionDescription,
  type Adapter,
  type AdapterAction,
  type Subject,
} from './adapter.ts'
import { changesSomething } from './plan.ts'
import type { PlaybookStep } from './playbook.ts'

/** An action of an adapter, described for one credential. */
export interface DescribedAction {
  readonly adapter: Adapter
  readonly action: AdapterAction
  readonly description: ActionDescription
}

/** The first action that can run; else why none can, a sentence each. */
export type FoundAction =
  | { readonly found: DescribedAction }
  | {
      readonly found: undefined
      readonly reasons: readonly string[]
      readonly near?: DescribedAction
    }

type Wanted = Pick<PlaybookStep, 'action' | 'proof' | 'reversible' | 'completion' | 'effect'>

/**
 * @param preferred name of the action that is asked first, `<adapter>/<action>`
 * @param isEnded whether the credential is dead by then, so that it can change nothing itself
 */
export function findRunnableAction(
  step: Wanted,
  {
    adapters,
    subject,
    preferred,
    isEnded = false,
  }: {
    readonly adapters: readonly Adapter[]
    readonly subject: Subject
    readonly preferred?: string | undefined
    readonly isEnded?: boolean
  },
): FoundAction {
  const candidates = actionsOf(step.action!, adapters)
    .map(({ adapter, action }) => ({ adapter, action, description: action.describe(subject) }))
    .toSorted((left, right) => rankOf(left, preferred) - rankOf(right, preferred))
  const hindrancesIn = (one: DescribedAction) => [
    ...hindrancesOf(step, one),
    ...(isEnded && actsItself(one)
      ? [
          `${one.adapter.name}: ${one.action.name} acts as the leaked credential, which is dead by then.`,
        ]
      : []),
  ]
  const found = candidates.find((candidate) => hindrancesIn(candidate).length === 0)
  if (found !== undefined) return { found }
  // What is made for another kind of credential is nothing that somebody could add.
  const fit = candidates.filter(({ description }) => !isUnfit(description))
  const near = fit[0] ?? candidates[0]
  if (near === undefined) return { found: undefined, reasons: [absence(step.action!, adapters)] }
  const told = fit.length > 0 ? fit : [near]
  return { found: undefined, reasons: told.flatMap((one) => hindrancesIn(one)), near }
}

/** Made for another kind of credential of the same provider, or for another place of it. */
export function isUnfit({ missing }: Pick<ActionDescription, 'missing'>): boolean {
  return missing.some((one) => /^(?:another kind|not this way)/.test(one))
}

export function nameOf({ adapter, action }: Pick<DescribedAction, 'adapter' | 'action'>): string {
  return `${adapter.id}/${action.name}`
}

function actionsOf(wanted: string, adapters: readonly Adapter[]) {
  return adapters.flatMap((adapter) =>
    adapter.actions
      .filter(({ kind, name }) =>
        wanted.includes('/') ? wanted === `${adapter.id}/${name}` : wanted === kind,
      )
      .map((action) => ({ adapter, action })),
  )
}

function actsItself({ action, description }: DescribedAction): boolean {
  return changesSomething(action) && /\bleaked\b/.test(description.actsAs)
}

/** What somebody prefers, then what ends it, then all else, each in the order of the adapters. */
function rankOf(one: DescribedAction, preferred: string | undefined): number {
  if (nameOf(one) === preferred) return 0
  return one.description.effect === 'contained' ? 2 : 1
}

function hindrancesOf(
  { proof, reversible, completion, effect }: Wanted,
  { adapter, action, description }: DescribedAction,
): string[] {
  const name = `${adapter.name}: ${action.name}`
  const hindrances: string[] = []
  if (description.missing.length > 0)
    hindrances.push(
      isUnfit(description)
        ? `${name} is for another case: ${description.missing[0]}.`
        : `${name} lacks: ${description.missing.join('; ')}.`,
    )
  if (
    proof !== undefined &&
    (description.proof === undefined || !isAsStrong(description.proof, proof))
  )
    hindrances.push(
      `${name} shows whom it hits by ${description.proof ?? 'nothing'}; the playbook wants ${proof} or better.`,
    )
  if (reversible && !description.reversible)
    hindrances.push(`${name} cannot be undone, and the playbook wants that.`)
  if (completion === 'sync' && description.completion !== 'sync')
    hindrances.push(`${name} is only accepted, and the playbook wants to know that it is done.`)
  if (effect === 'dead' && description.effect !== 'dead')
    hindrances.push(`${name} only contains it, and the playbook wants its end.`)
  return hindrances
}

const kindPhrases: Readonly<Record<string, string>> = {
  identify: 'find its id',
  probe: 'ask whether it works',
  evidence: 'tell how it is used',
  minted: 'list what was made with it',
  disable: 'switch it off',
  restore: 'switch it on again',
  revoke: 'revoke it',
  rotate: 'put a new value in place',
  promote: 'make a new value current',
  drain: 'tell whether the old value is used',
  'roll-back': 'take a new value back',
  clean: 'take it out of where it lies',
}

function absence(wanted: string, adapters: readonly Adapter[]): string {
  const names = adapters.map(({ name }) => name).join(', ')
  if (wanted.includes('/')) return `There is no action ${wanted} for it.`
  if (wanted === 'notify') return 'No channel is set up: notify of stanch.yaml.'
  const phrase = kindPhrases[wanted] ?? wanted
  return names === ''
    ? `No adapter for it is known, so nothing can ${phrase}.`
    : `${names} cannot ${phrase}.`
}
