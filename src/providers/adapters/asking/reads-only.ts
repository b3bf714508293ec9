/** Part of the description of an action that only reads. */
export const readsOnly = {
  reversible: true,
  completion: 'sync',
  effect: 'none',
  sideEffects: [],
} as const
