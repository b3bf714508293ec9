/**
 * What was read: a bracket; a `key`; a `string`, `number` or `word` (`true`, `false`, `null`) as a value; all that was
 * pushed is read (`wait`), or all there is (`end`); what follows is no JSON (`fault`).
 */
export type JsonToken =
  '{' | '}' | '[' | ']' | 'key' | 'string' | 'number' | 'word' | 'wait' | 'end' | 'fault'

/** What may stand next, as the scanner's state: values first, then keys, then what parts them. */
export const expecting = {
  value: 0,
  valueOrClose: 1,
  key: 2,
  keyOrClose: 3,
  colon: 4,
  commaOfList: 5,
  commaOfObject: 6,
} as const

/** By number. */
export const expectedTexts: readonly string[] = [
  'a value', 'a value or ]', 'a key in double quotes', 'a key in double quotes or }', 'a colon', 'a comma or ]', 'a comma or }',
] // prettier-ignore
