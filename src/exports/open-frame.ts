import { shownKey } from '../redact/shown-key.ts'
import type { Role } from './compile-layout.ts'
import type { NamedPair } from './named-pairs.ts'
import type { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'

/** An object or a list that is open. */
export interface Frame {
  readonly state: PathState<Role>
  readonly isList: boolean
  readonly scope: OpenScope
  /** It could not be passed over. */
  readonly isTried: boolean
  /** How many texts have all their pieces below it. */
  readonly joins: number
  /** References that are told when it is over. */
  readonly references: number
  /** It is an element of a list of names and values: what the list would be with the names as members. */
  readonly members: PathState<Role> | undefined
  /** Its members that make up a name and a value. */
  pair: NamedPair | undefined
  /** Where it stands, if that was asked for and cannot change. */
  prefix: string | undefined
  /** Of the member that is read now. */
  key: string
  /** Of the element that is read now; -1 before the first. */
  index: number
}

/** What the elements of a list of names and values are members of: see {@link Frame.members}. */
export function membersOf(list: Frame | undefined): PathState<Role> | undefined {
  const isPairs = list?.isList && list.state.values.some(({ kind }) => kind === 'pairs')
  return isPairs ? list.state : undefined
}

/** What the value of the pair is that is read now, once its name is known. */
export function pairRolesOf(frames: readonly Frame[]): readonly Role[] {
  const frame = frames.at(-1)
  const of = frame?.members ? frame : frames.at(-2)
  if (!of?.members || of.pair?.name === undefined) return []
  return of.members.member(of.pair.name).values
}

/** Of what lies deeper only so many outermost and innermost steps are told. */
const stepsMax = 50

/**
 * @returns from the outermost value in, `messages[3].text`; of a list of names and values with the name that is known,
 *   `attributes[2 "gen_ai.tool.name"].value`; `*` for a key that may be a secret, `…` for what is in between of a place
 *   that lies very deep
 */
export function pathOf(frames: readonly Frame[]): string {
  if (frames.length === 0) return ''
  if (frames.length <= 2 * stepsMax) return pathBehind(frames, frames.length - 1)
  const inner = frames.slice(-stepsMax).map(stepOf)
  return `${pathBehind(frames, stepsMax - 1)}…${inner.join('')}`
}

/** Of the value that is read now in the frame of this depth. */
function pathBehind(frames: readonly Frame[], depth: number): string {
  const path = prefixOf(frames, depth)
  const step = stepOf(frames[depth]!, depth, frames)
  return path === '' && step.startsWith('.') ? step.slice(1) : path + step
}

function stepOf({ isList, key, index }: Frame, at: number, frames: readonly Frame[]): string {
  if (!isList) return key === '' ? '' : `.${shownKey(key)}`
  return index < 0 ? '' : `[${index}${nameOf(frames[at + 1])}]`
}

/** Of the frame itself: it stays as it is, but for the name of a pair that becomes known. */
function prefixOf(frames: readonly Frame[], depth: number): string {
  if (depth === 0) return ''
  const frame = frames[depth]!
  if (frame.prefix !== undefined) return frame.prefix
  const path = pathBehind(frames, depth - 1)
  const isFixed = !frame.members && (depth === 1 || frames[depth - 1]!.prefix !== undefined)
  if (isFixed) frame.prefix = path
  return path
}

function nameOf(frame: Frame | undefined): string {
  const name = frame?.members && frame.pair?.name
  return name === undefined ? '' : ` "${shownKey(name)}"`
}
