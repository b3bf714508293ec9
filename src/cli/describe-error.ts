/** An error's message may repeat what was being read; its name and place do not. */
export function describeError(error: unknown): object {
  if (error === undefined) return {}
  if (!(error instanceof Error)) return { error: typeof error }
  const places = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return { error: error.name, at: places.slice(0, 4).join(' ').replaceAll(/\s+/g, ' ').trim() }
}
