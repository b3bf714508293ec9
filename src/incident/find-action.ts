import type {
  Adapter,
  AdapterAction,
  EffectAction,
  ProbeAction,
  EvidenceAction,
} from './adapter.ts'
import { changesSomething } from './plan.ts'

/** @param name without its adapter */
export function findAction(
  adapters: readonly Adapter[],
  adapter: string | undefined,
  name: string | undefined,
): AdapterAction | undefined {
  const found = adapters.find(({ id }) => id === adapter)
  return found?.actions.find((one) => one.name === name)
}

export function isProbe(action: AdapterAction | undefined): action is ProbeAction {
  return action?.kind === 'probe'
}

export function isEffect(action: AdapterAction | undefined): action is EffectAction {
  return action !== undefined && changesSomething(action)
}

export function isReading(action: AdapterAction | undefined): action is EvidenceAction {
  return action !== undefined && !isProbe(action) && !isEffect(action)
}
