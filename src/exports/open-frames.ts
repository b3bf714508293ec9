import type { Role } from './compile-layout.ts'
import type { Scope } from './layout.ts'
import { hereOf, type Here } from './match-placer.ts'
import { membersOf, pathOf, type Frame } from './open-frame.ts'
import { OpenScope } from './open-scope.ts'
import type { PathState } from './path-matcher.ts'
import { isValueKey, plainText } from './named-pairs.ts'

/** A longer key is no name or id. */
const keyBytesMax = 1024

const noFields: Scope = { fields: {} }

/** Objects and lists that are open, from the outside in, and where in them something stands. */
export class OpenFrames {
  readonly all: Frame[]
  /** How many are around all that is read. */
  readonly depth: number
  /** The scope of what stands outside of all objects. */
  readonly outermost = new OpenScope(noFields, undefined)
  readonly #root: PathState<Role>

  /** @param around in which the value stands that is read */
  constructor(root: PathState<Role>, around: readonly Frame[] = []) {
    this.#root = root
    this.all = [...around]
    this.depth = around.length
    const innermost = this.innermost
    if (innermost?.isList) innermost.index--
  }

  get innermost(): Frame | undefined {
    return this.all.at(-1)
  }

  get scope(): OpenScope {
    return this.innermost?.scope ?? this.outermost
  }

  /** A scope that says nothing is none to wait for. */
  get parentScope(): OpenScope | undefined {
    const scope = this.innermost?.scope
    return scope?.scope === noFields ? undefined : scope
  }

  get path(): string {
    return pathOf(this.all)
  }

  /** @param roles of the value at hand */
  here(roles: readonly Role[] = []): Here {
    return hereOf(this.scope, this.path, roles)
  }

  /** A value begins. */
  nextState(): PathState<Role> {
    const frame = this.innermost
    if (frame?.isList) frame.index++
    return this.stateHere()
  }

  stateHere(): PathState<Role> {
    const frame = this.innermost
    if (!frame) return this.#root
    return frame.isList ? frame.state.element : frame.state.member(frame.key)
  }

  /** Nothing that is open has to know what is in an object or list that begins. */
  isApart(state: PathState<Role>): boolean {
    if (!state.isSelfContained) return false
    const frame = this.innermost
    const ofPair = frame?.members ?? membersOf(frame)
    if (ofPair || (frame?.isList === false && isValueKey(frame.key))) return false
    return !state.values.some(({ kind }) => kind === 'pairs')
  }

  /** Of an object or list that begins. */
  scopeOf(state: PathState<Role>, isList: boolean): OpenScope {
    const role = isList ? undefined : state.values.findLast(({ kind }) => kind === 'scope')
    if (role?.kind === 'scope') return this.#openScope(role.scope)
    return this.innermost ? this.scope : new OpenScope(noFields, undefined)
  }

  open(begun: Omit<Frame, 'members' | 'pair' | 'prefix' | 'key' | 'index'>): void {
    const members = membersOf(this.innermost)
    this.all.push({ ...begun, members, pair: undefined, prefix: undefined, key: '', index: -1 })
  }

  #openScope(said: Scope): OpenScope {
    const scope = new OpenScope(said, this.parentScope)
    const key = this.innermost?.key ?? ''
    if (said.key && key !== '' && key.length <= keyBytesMax) scope.note(said.key, 0, plainText(key))
    return scope
  }
}
