import { StanchError } from '../text/error.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'
import type { Playbook, PlaybookChoice, PlaybookFact } from './playbook.ts'

/** What is known; a fact that is left out is not known, and counts as not met. */
export type PlaybookFacts = Readonly<Partial<Record<PlaybookFact, boolean>>>

export interface ChosenPlaybook {
  readonly playbook: Playbook
  /** In one sentence, for people. */
  readonly reason: string
}

/** The playbooks there are, in the order in which they are asked. */
export interface PlaybookShelf {
  /** In the order of the configuration. */
  readonly own: readonly Playbook[]
  readonly builtIn: readonly Playbook[]
}

/**
 * The playbook for a credential: the first of which a case fits; own ones are asked before built-in ones, and those that are
 * made for its rule before those for any.
 *
 * @param rules detection rules of all that it must fit: one, or those of a group
 * @throws StanchError `PLAYBOOK_NONE`
 */
export function choosePlaybook(
  shelf: PlaybookShelf,
  rules: readonly string[],
  facts: PlaybookFacts,
): ChosenPlaybook {
  for (const playbook of orderOf(shelf)) {
    const choice = fitsRules(playbook, rules)
      ? playbook.choose?.find((one) => holds(one, facts))
      : undefined
    if (choice !== undefined) return { playbook, reason: choice.reason }
  }
  throw new StanchError(
    'PLAYBOOK_NONE',
    `No playbook is chosen for ${rules.join(', ')} by itself. Name one: stanch incident playbooks lists them.`,
  )
}

/**
 * The playbook that somebody named.
 *
 * @throws StanchError `PLAYBOOK_UNKNOWN` naming the nearest, `PLAYBOOK_UNFIT` when it is made for other rules
 */
export function namedPlaybook(
  shelf: PlaybookShelf,
  id: string,
  rules: readonly string[],
): ChosenPlaybook {
  const all = [...shelf.own, ...shelf.builtIn]
  const playbook = all.find((one) => one.id === id)
  if (playbook === undefined) {
    const ids = all.map((one) => one.id)
    const near = nearestWord(id, ids)
    throw new StanchError(
      'PLAYBOOK_UNKNOWN',
      `There is no playbook "${id}"${near === undefined ? '' : `; do you mean ${near}?`} There are ${ids.join(', ')}.`,
    )
  }
  if (!fitsRules(playbook, rules)) {
    const made = playbook.rules as readonly string[]
    throw new StanchError(
      'PLAYBOOK_UNFIT',
      `The playbook "${id}" is made for ${made.join(', ')}, not for ${rules.filter((rule) => !made.includes(rule)).join(', ')}.`,
    )
  }
  return { playbook, reason: 'It was named by whoever made the plan.' }
}

/** Whether all conditions are met. */
export function holds(
  { when, unless }: Pick<PlaybookChoice, 'when' | 'unless'>,
  facts: PlaybookFacts,
): boolean {
  return when.every((fact) => facts[fact] === true) && !unless.some((fact) => facts[fact] === true)
}

/** Why {@link holds} is false, in words; `undefined`: it is true. */
export function hindranceOf(
  { when, unless }: Pick<PlaybookChoice, 'when' | 'unless'>,
  facts: PlaybookFacts,
): string | undefined {
  const lacking = when.find((fact) => facts[fact] !== true)
  if (lacking !== undefined)
    return facts[lacking] === false
      ? `only when it is so that ${factPhrases[lacking]}; it is not`
      : `only when it is known that ${factPhrases[lacking]}`
  const hindering = unless.find((fact) => facts[fact] === true)
  return hindering === undefined ? undefined : `not needed, as ${factPhrases[hindering]}`
}

export const factPhrases: Readonly<Record<PlaybookFact, string>> = {
  live: 'it still works',
  production: 'it is of production',
  public: 'others can read it',
  'has-consumers': 'something uses it',
  'value-at-hand': 'its value is at hand',
  'can-disable': 'it can be switched off',
  'can-rotate': 'a new value can be put beside it',
  reversible: 'it can be switched off in a way that can be undone',
  rotated: 'a newer value is in use',
  canary: 'it is a canary',
}

function fitsRules({ rules }: Playbook, wanted: readonly string[]): boolean {
  return rules === 'any' || wanted.every((rule) => rules.includes(rule))
}

/** Built-in ones for single rules first; the cautious order, which asks for more, before the general one. */
function orderOf({ own, builtIn }: PlaybookShelf): Playbook[] {
  const rank = ({ rules, order }: Playbook) =>
    (rules === 'any' ? 2 : 0) + (order === 'no-outage' ? 0 : 1)
  return [...own, ...builtIn.toSorted((left, right) => rank(left) - rank(right))]
}
