import type { HowTo } from '../../provider-pack.ts'
import type { AdapterSource } from '../adapter-setting.ts'

/** What a person does for secrets of a rule that no adapter knows: it can nothing by itself. */
export function manualSource(rule: string, howTo: HowTo): AdapterSource {
  return {
    id: 'manual',
    rules: [rule],
    hosts: () => [],
    open: () =>
      Promise.resolve({
        id: 'manual',
        // So that a plan says: Stanch cannot revoke it.
        name: 'Stanch',
        rules: [rule],
        actions: [],
        manual: instructions(howTo),
      }),
  }
}

function instructions({
  provider = 'its provider',
  isGeneric,
  revoke,
  reference,
}: HowTo): string[] {
  if (isGeneric)
    return [
      'Find out what takes it: the place where it was found names the server, the account or the tool.',
      'Where it is in use, put another value beside it first; then change or end it there, and end the sessions that it opened.',
    ]
  if (revoke !== undefined)
    return [
      `${revoke}: revoke it there, and make sure that it is this one.`,
      `A new one: on the same page. Look in the audit log of ${provider} for what was done with it since it leaked.`,
    ]
  return [
    `End it where ${provider} lets its owner manage it; no page for that is known here.`,
    `What it is: ${reference}`,
    `Look in the audit log of ${provider} for what was done with it since it leaked.`,
  ]
}
