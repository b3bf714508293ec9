import * as v from 'valibot'
import { identityProofs } from '../inventory/record.ts'
import { nearestWord } from '../text/strict/nearest-word.ts'
import { actionKinds } from './adapter.ts'
import { phases, playbookFacts } from './playbook.ts'

const idPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
/** A kind, or an adapter's action by name. */
const actionPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/

const id = (what: string) =>
  v.pipe(
    v.string(`expected ${what}`),
    v.regex(idPattern, `expected ${what}: lower-case words joined by hyphens`),
    v.maxLength(60, `expected ${what} of at most 60 characters`),
  )

const text = (what: string) =>
  v.pipe(
    v.string(`expected ${what}`),
    v.regex(
      /^[^\p{Cc}\p{Zl}\p{Zp}]*\S[^\p{Cc}\p{Zl}\p{Zp}]*$/u,
      `expected ${what} on one line, not empty`,
    ),
    v.maxLength(1000, `expected ${what} of at most 1,000 characters`),
  )

const texts = (what: string) => v.array(text(what), `expected a list of texts: ${what}`)

const oneOf = <const Words extends readonly string[]>(words: Words, what: string) =>
  v.picklist(words, (issue) => {
    const near = nearestWord(String(issue.input), words)
    return `expected ${what}: ${words.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`
  })

const durationExpected = 'expected a duration such as 500ms, 30s, 10m, 12h or 3d'
const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const duration = (description: string) =>
  v.pipe(
    v.string(durationExpected),
    v.regex(/^[1-9]\d{0,6}(?:ms|s|m|h|d)$/, durationExpected),
    v.description(description),
  )

/** @param duration as the schema takes it */
export function durationMs(duration: string): number {
  const [, count, unit] = /^(\d+)([a-z]+)$/.exec(duration)!
  return Number(count) * unitMs[unit!]!
}

const facts = (description: string) =>
  v.optional(
    v.pipe(
      v.array(oneOf(playbookFacts, 'a fact'), 'expected a list of facts'),
      v.description(description),
    ),
    () => [],
  )

const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.exactOptional(v.pipe(schema, v.description(description)))

const attemptsExpected = 'expected a whole number of attempts, 1 to 20'

const retry = v.strictObject(
  {
    attempts: v.pipe(
      v.number(attemptsExpected),
      v.integer(attemptsExpected),
      v.minValue(1, attemptsExpected),
      v.maxValue(20, attemptsExpected),
      v.description('How often it is tried in all.'),
    ),
    wait: v.optional(duration('Before the second attempt; doubled for each further one.'), '2s'),
    waitMax: v.optional(duration('The longest wait between two attempts.'), '1m'),
  },
  'expected a mapping with attempts, wait, waitMax',
)

const action = v.pipe(
  v.string('expected an action'),
  v.check(
    (value) => (actionKinds as readonly string[]).includes(value) || actionPattern.test(value),
    (issue) => {
      const near = nearestWord(String(issue.input), actionKinds)
      const hint = near === undefined ? '' : `; did you mean ${near}?`
      return `expected a kind of action (${actionKinds.join(', ')}), or ADAPTER/ACTION${hint}`
    },
  ),
  v.description(
    'A kind of action, for which the first that can run is taken, or one action as ADAPTER/ACTION.',
  ),
)

const stepSchema = v.strictObject(
  {
    id: v.pipe(id('the id of a step'), v.description('Unique within the playbook.')),
    title: v.pipe(text('a title'), v.description('What is done, for people.')),
    phase: v.pipe(oneOf(phases, 'a phase'), v.description('What the step is part of.')),
    action: v.exactOptional(action),
    manual: described(
      v.pipe(texts('what a person does'), v.minLength(1, 'expected at least one instruction')),
      'What a person does, in order, in place of an action; and what to write down when it is done.',
    ),
    proof: described(
      oneOf(identityProofs, 'an identity proof'),
      'The weakest proof that is enough that this credential is hit, and no other.',
    ),
    reversible: described(
      v.literal(true, 'expected true, or nothing'),
      'True: only an action that can be undone is taken.',
    ),
    completion: described(
      oneOf(['sync', 'accepted'], 'a completion'),
      'sync: an action whose answer only says that it will be done is not taken.',
    ),
    effect: described(
      oneOf(['dead', 'contained'], 'an effect'),
      'dead: an action that only contains it is not taken.',
    ),
    optional: v.optional(
      v.pipe(
        v.boolean('expected true or false'),
        v.description(
          'True: the step is left out where no adapter can. Otherwise a person has to do it.',
        ),
      ),
      false,
    ),
    when: facts('Facts that must be known to hold, or the step is left out.'),
    unless: facts('Facts of which none may hold, or the step is left out.'),
    parallel: described(
      id('the name of a group'),
      'Steps next to each other with the same name run at the same time.',
    ),
    timeout: v.optional(duration('How long one attempt may take.'), '1m'),
    retry: v.optional(v.pipe(retry, v.description('How it is tried again.')), { attempts: 1 }),
    onFailure: v.optional(
      v.pipe(
        oneOf(['stop', 'continue', 'compensate'], 'what follows a failure'),
        v.description('Whether the run stops there, goes on, or undoes an earlier step and stops.'),
      ),
      'stop',
    ),
    compensates: described(
      id('the id of a step'),
      'The earlier step that is undone when this one fails.',
    ),
  },
  'expected a mapping with id, title, phase, action or manual',
)

const choiceSchema = v.strictObject(
  {
    when: facts('Facts that must be known to hold.'),
    unless: facts('Facts of which none may hold.'),
    reason: v.pipe(text('a reason'), v.description('Why the playbook fits then; plans print it.')),
  },
  'expected a mapping with when, unless, reason',
)

/** A playbook as a file, or `playbooks.own` of `stanch.yaml`, has it. */
export const playbookSchema = v.strictObject(
  {
    id: v.pipe(id('the id of a playbook'), v.description('What --playbook takes.')),
    name: v.pipe(text('a name'), v.description('For people.')),
    description: v.pipe(
      text('a description'),
      v.description('What it does, and when it is right.'),
    ),
    order: v.pipe(
      oneOf(['stop-the-bleeding', 'no-outage', 'break-glass', 'own'], 'an order'),
      v.description('What comes first: the end of the leaked value, or the new one.'),
    ),
    rules: v.pipe(
      v.union(
        [
          v.literal('any'),
          v.pipe(
            v.array(id('the id of a detection rule'), 'expected a list of rule ids'),
            v.minLength(1, 'expected at least one rule id'),
          ),
        ],
        'expected any, or a list of rule ids',
      ),
      v.description('Detection rules whose secrets it is made for.'),
    ),
    choose: described(
      v.pipe(
        v.array(choiceSchema, 'expected a list of cases'),
        v.minLength(1, 'expected at least one case'),
      ),
      'Cases in which it is chosen by itself; without, only by name.',
    ),
    review: described(
      v.literal(true, 'expected true, or nothing'),
      'True: an incident that went by it does not close without a review.',
    ),
    steps: v.pipe(
      v.array(stepSchema, 'expected a list of steps'),
      v.minLength(1, 'expected at least one step'),
      v.maxLength(60, 'expected at most 60 steps'),
      v.description('In the order in which they are taken.'),
    ),
  },
  'expected a mapping with id, name, description, order, rules, steps',
)

export type PlaybookInFile = v.InferOutput<typeof playbookSchema>
export type PlaybookInput = v.InferInput<typeof playbookSchema>
