import type { Candidate } from '../engine/candidate.ts'
import { defaultEngineOptions, type Engine } from '../engine/engine.ts'
import { refusalOf } from '../engine/known-refusal.ts'
import { Scanner, type PlacedMatch } from '../engine/scanner.ts'
import type { ValuePart } from '../inventory/fingerprint-forms.ts'
import type { CompiledRule } from '../rules/rule-pack.ts'
import { isConfident } from '../rules/rule.ts'
import { bytesOfUtf8, latin1Of } from '../text/bytes.ts'
import { loadEngine, type RuleSet } from './load-engine.ts'

/** Tells the secrets in a value: a connection string, a JSON of a store's map, a whole `.env`. */
export interface ValueReader {
  /** Secrets of any confidence, fully decoded, each followed by its public ids; the value itself may be one of them. */
  readonly partsOf: (value: Uint8Array) => readonly ValuePart[]
  /** The rule and the provider of a value that is one secret as a whole, as sure as medium; `undefined`: nobody knows. */
  readonly kindOf: (
    value: Uint8Array,
  ) => { readonly rule: string; readonly provider: string } | undefined
  /** Whether a text that people write, such as a purpose, holds a secret of medium confidence; a public id is none. */
  readonly holdsSecret: (text: string) => boolean
}

/** A store's values are settings: by this name a short value without quotes counts, too. */
const valuePath = 'value.conf'

/** @param rules the built-in ones when undefined; they are loaded with the first value */
export function openValueReader(rules?: RuleSet): ValueReader {
  let engine: Engine | undefined
  const matchesOf = (value: Uint8Array, path: string) => {
    engine ??= loadEngine(defaultEngineOptions, () => undefined, rules)
    const scanner = new Scanner(engine, path)
    return [...scanner.push(value), ...scanner.end()]
  }
  return {
    partsOf: (value) => matchesOf(value, valuePath).flatMap(partsOfMatch),
    kindOf: (value) => {
      const whole = matchesOf(value, valuePath).find(
        ({ rule, secret, confidence }) =>
          !rule.generic && isConfident(confidence, 'medium') && isSame(secret, value),
      )
      return whole && { rule: whole.rule.id, provider: whole.rule.provider }
    },
    holdsSecret: (text) =>
      matchesOf(bytesOfUtf8(text), '').some(
        ({ rule, confidence }) => !isPublicId(rule) && isConfident(confidence, 'medium'),
      ),
  }
}

/** A public id is one of the credential's when it stands by its secret, or is known to name a key by itself. */
function partsOfMatch(match: PlacedMatch): ValuePart[] {
  const ids = match.components.filter(({ rule }) => isPublicId(rule))
  const secrets = [match, ...match.components].filter(isKnownBy)
  if (match.rule.isIdentifier) ids.push(match)
  return [
    ...secrets.map(({ secret }) => ({ value: secret, isIdentifier: false })),
    ...ids.map(({ secret }) => ({ value: secret, isIdentifier: true })),
  ]
}

/** What is only perhaps a secret must at least be no word that stands everywhere. */
function isKnownBy({ rule, confidence, secret }: Candidate): boolean {
  if (isPublicId(rule)) return false
  return isConfident(confidence, 'medium') || refusalOf(latin1Of(secret)) === undefined
}

/** Rules for ids of clients, applications and accounts are known by their name: `google-oauth-client-id`. */
function isPublicId({ isIdentifier, severity, id }: CompiledRule): boolean {
  return isIdentifier === true || (severity === 'low' && /-s?id$/.test(id))
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at])
}
