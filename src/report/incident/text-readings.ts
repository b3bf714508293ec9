import type { Reading } from '../../incident/readings-of.ts'
import { wrapped, type TextStepOptions } from './text-plan-step.ts'

/** Calls that are about to be made, each with who makes it, and what cannot be asked. */
export function textReadings(
  readings: readonly Reading[],
  gaps: readonly string[],
  options: TextStepOptions,
): string[] {
  const { ink } = options
  const lines = readings.flatMap(({ name, description, action }) => [
    ...wrapped(
      `as ${description.actsAs}${action.kind === 'probe' ? ', and once with a token that cannot be one' : ''}`,
      options,
      4,
      name.length,
    ).map((line, at) => (at === 0 ? `  ${name}  ` : '    ') + ink.paint('quiet', line)),
    ...description.calls.map(({ method, host, path }) => `    ${method} ${host}${path}`),
  ])
  return [
    readings.length === 0 ? 'Nothing can be asked about it.' : 'Asking, changing nothing:',
    ...lines,
    ...gaps.flatMap((gap) =>
      wrapped(`not asked: ${gap}`, options, 2).map((line) => `  ${ink.paint('quiet', line)}`),
    ),
  ]
}
