import type { ActionOutcome } from '../../../incident/adapter.ts'
import type { StoreOutcome } from '../../../incident/rotation-store.ts'
import { factsOf, type Asked } from '../asking/ask.ts'
import { troubleOf } from '../asking/trouble.ts'

/** Outcomes of a store at one place. */
export interface StoreWords {
  readonly place: string
  /** Who answers, for people: `Vault`. */
  readonly vendor: string
}

/** An answer as the store's `done`, `already`, `refused` or `not-found`. */
export function told(
  { place }: StoreWords,
  asked: Asked | undefined,
  result: 'done' | 'already',
  version: string,
  detail: string,
): StoreOutcome {
  return { ...factsOrDetail(asked, `${place}: ${detail}`), result, version }
}

export function notDone(
  { place }: StoreWords,
  asked: Asked | undefined,
  result: 'refused' | 'not-found' | 'unknown',
  detail: string,
): StoreOutcome {
  return { ...factsOrDetail(asked, `${place}: ${detail}`), result }
}

/** What an answer of another status means. @param isReading nothing was changed, so that it may be asked again */
export function storeTrouble(
  words: StoreWords,
  asked: Asked,
  doing: string,
  isReading: boolean,
): StoreOutcome {
  const trouble = troubleOf(asked)
  if (trouble !== undefined) {
    const detail = `${words.place}: ${doing}: ${trouble.detail}`
    if (isReading && trouble.result === 'unknown')
      return { ...trouble, result: 'failed', isTemporary: true, detail }
    return { ...trouble, detail } as StoreOutcome
  }
  const status = 'answer' in asked ? asked.answer.status : 0
  const why = status === 403 || status === 401 ? ', the acting credentials may not' : ''
  return notDone(words, asked, 'refused', `${doing}: ${words.vendor} answered ${status}${why}`)
}

/** A store's trouble as the outcome of an action; of its success nothing is claimed. */
export function actionOutcomeOf(outcome: StoreOutcome): ActionOutcome {
  if ('version' in outcome) return { result: 'unknown', detail: outcome.detail }
  return outcome
}

function factsOrDetail(asked: Asked | undefined, detail: string) {
  return asked === undefined ? { detail } : factsOf(asked, detail)
}
