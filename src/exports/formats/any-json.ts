import type { JsonLayout } from '../layout.ts'

/** JSON of no format that is known: what is found is told by its path. */
export const anyJson: JsonLayout = {
  format: 'json',
  holds: 'JSON',
  hasComments: true,
  signs: [],
  scopes: {},
}
