import { isSame } from './json-lexis.ts'
import { bytesOfText } from './wide-text.ts'

/** With dots between, or, where keys have dots, in parts; see `JsonSelector`. */
export type JsonPath = string | readonly string[]

/** What is known of a place in JSON that was wanted, or that leads to one. */
export interface JsonStep<Name extends string> {
  /** Of the path that ends here, or covers it. */
  name: Name | undefined
  /** What lies under keys that were named, each of them once. */
  readonly keys: { readonly key: Uint8Array; readonly step: JsonStep<Name> }[]
  /** Under any other key, and in lists. */
  any: JsonStep<Name> | undefined
  /** What lies under what is not told of otherwise, however deep: of `**`. */
  below: JsonStep<Name> | undefined
}

/**
 * Paths as a tree in which what a key leads to holds all that `*` would lead to, so that one step is taken for one key.
 *
 * @returns what is known of a whole JSON text
 */
export function buildJsonPaths<Name extends string>(
  paths: Readonly<Record<Name, JsonPath>>,
): JsonStep<Name> {
  const root = makeStep<Name>()
  for (const name of Object.keys(paths) as Name[]) addPath(root, name, paths[name])
  fill(root)
  spread(root, undefined)
  return root
}

function makeStep<Name extends string>(): JsonStep<Name> {
  return { name: undefined, keys: [], any: undefined, below: undefined }
}

function addPath<Name extends string>(root: JsonStep<Name>, name: Name, path: JsonPath): void {
  let step = root
  const parts = typeof path === 'string' ? path.split('.') : path
  for (const part of path === '' ? [] : parts) {
    if (part === '**') {
      step.below ??= endless(name)
      return
    }
    step = part === '*' ? (step.any ??= makeStep<Name>()) : stepUnder(step, bytesOfText(part))
  }
  step.name ??= name
}

function endless<Name extends string>(name: Name): JsonStep<Name> {
  const step: JsonStep<Name> = { ...makeStep<Name>(), name }
  step.below = step
  return step
}

function stepUnder<Name extends string>(step: JsonStep<Name>, key: Uint8Array): JsonStep<Name> {
  const known = step.keys.find((other) => isSameKey(other.key, key))
  if (known) return known.step
  const made = makeStep<Name>()
  step.keys.push({ key, step: made })
  return made
}

function isSameKey(left: Uint8Array, right: Uint8Array): boolean {
  return isSame(left, 0, left.length, right)
}

/** Gives to what is under keys what `*` says of it, where they say nothing. */
function fill<Name extends string>({ keys, any }: JsonStep<Name>): void {
  for (const { step } of keys) fill(step)
  if (!any) return
  fill(any)
  for (const { step } of keys) adopt(step, any)
}

/** Adds what another step knows where nothing is known; both are filled, and stay so. */
function adopt<Name extends string>(step: JsonStep<Name>, other: JsonStep<Name>): void {
  step.name ??= other.name
  step.below ??= other.below
  const others = other.keys.map(({ key, step: inner }) => {
    const own = step.keys.find((one) => isSameKey(one.key, key))?.step ?? underAny(step, key)
    adopt(own, inner)
    return own
  })
  if (!other.any) return
  for (const { step: own } of step.keys) if (!others.includes(own)) adopt(own, other.any)
  adopt((step.any ??= makeStep<Name>()), other.any)
}

/** A new key, of which is known what `*` says. */
function underAny<Name extends string>(step: JsonStep<Name>, key: Uint8Array): JsonStep<Name> {
  const made = stepUnder(step, key)
  if (step.any) adopt(made, step.any)
  return made
}

/** Hands down `**`. */
function spread<Name extends string>(
  step: JsonStep<Name>,
  below: JsonStep<Name> | undefined,
): void {
  step.below ??= below
  step.name ??= step.below?.name
  for (const { step: inner } of step.keys) spread(inner, step.below)
  if (step.any) spread(step.any, step.below)
}
