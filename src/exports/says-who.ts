import type { Attribution } from './attribution.ts'

const sayings = [
  'user', 'userId', 'channel', 'channelId', 'thread', 'run', 'trace', 'agent', 'role',
] as const // prettier-ignore

/** Whether it is told who has said something, or where, or in which run; a table or a text does not. */
export function saysWho(attribution: Attribution): boolean {
  return sayings.some((key) => attribution[key] !== undefined)
}
