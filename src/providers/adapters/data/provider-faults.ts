import type { KeyFault, KeyPath } from '../../../text/strict/shape-faults.ts'
import { actionFaults } from './action-faults.ts'
import { callFaults } from './call-faults.ts'
import type { ProviderFile } from './provider-schema.ts'

/** What the schema cannot say: names that lead somewhere, secrets in their places, proofs that hold, answers that prove. */
export function providerFaults(file: ProviderFile): KeyFault[] {
  const names = file.actions.map(({ name }) => name)
  return [
    ...patternFaults(file),
    ...(file.actions.length === 0 && file.manual === undefined
      ? [{ path: ['actions'], what: 'expected an action, or manual: what a person does' }]
      : []),
    ...file.actions.flatMap((action, at) => {
      const path: KeyPath = ['actions', at]
      const isDouble = names.indexOf(action.name) !== at
      return [
        ...(isDouble
          ? [{ path: [...path, 'name'], what: 'expected a name that no other action has' }]
          : []),
        ...actionFaults(file, action, path),
        ...callFaults(file, action, action.calls, [...path, 'calls']),
        ...callFaults(file, action, action.check?.calls ?? [], [...path, 'check', 'calls']),
      ]
    }),
  ]
}

function patternFaults({ embedded = {}, actions }: ProviderFile): KeyFault[] {
  const ofFile = Object.entries(embedded).map(([name, pattern]) => ({
    path: ['embedded', name],
    pattern,
    isGroup: true,
  }))
  const ofActions = actions.flatMap(({ controlKeeps }, at) =>
    controlKeeps === undefined
      ? []
      : [{ path: ['actions', at, 'controlKeeps'], pattern: controlKeeps, isGroup: false }],
  )
  return [...ofFile, ...ofActions].flatMap(({ path, pattern, isGroup }) => {
    try {
      const groups = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1
      return isGroup && groups !== 1
        ? [{ path, what: 'expected a pattern with one group: what is public' }]
        : []
    } catch {
      return [{ path, what: 'expected a regular expression' }]
    }
  })
}
