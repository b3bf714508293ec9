/** What formats call the same roles. */
const names: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['USER', 'user'],
  ['ASSISTANT', 'assistant'],
  ['ai', 'assistant'],
  ['agent', 'assistant'],
  ['bot', 'assistant'],
  ['model', 'assistant'],
  ['gemini', 'assistant'],
  ['developer', 'system'],
  ['function', 'tool'],
])

/** `user`, `assistant`, `tool`, `system`, or as the format has it. */
export function roleOf(name: string | undefined): { role?: string } {
  return name === undefined ? {} : { role: names.get(name) ?? name }
}
