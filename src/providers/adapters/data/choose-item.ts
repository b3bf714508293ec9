import type { ProviderChoice, ProviderCondition } from './call-schema.ts'
import { fitsMask } from './masked-value.ts'
import { readPath } from './read-path.ts'
import { fill, namesIn, type Scope } from './template.ts'

/** What a list says of the credential that is looked for. */
export type Choice =
  | { readonly result: 'chosen'; readonly item: unknown }
  | { readonly result: 'not-found' | 'ambiguous' }

/** Plain characters of a masked value that must be the value's, where the file says nothing else. */
export const tellingLength = 4

/**
 * The one item that fulfils all conditions. Two of them are `ambiguous`, and so is a list that was not read to its end: what
 * was not read could hold another one.
 *
 * @param shared length of the visible prefix of the rule
 */
export function chooseItem(
  items: readonly unknown[],
  { where }: ProviderChoice,
  context: { readonly scope: Scope; readonly shared: number; readonly isWhole: boolean },
): Choice {
  const fitting = items.filter((item) => where.every((one) => fulfils(item, one, context)))
  if (fitting.length > 1 || !context.isWhole) return { result: 'ambiguous' }
  return fitting.length === 0 ? { result: 'not-found' } : { result: 'chosen', item: fitting[0] }
}

function fulfils(
  item: unknown,
  condition: ProviderCondition,
  { scope, shared }: { readonly scope: Scope; readonly shared: number },
): boolean {
  const shown = readPath(item, condition.path)
  if (condition.equals !== undefined) {
    if (namesIn(condition.equals).some((name) => scope(name) === undefined)) return false
    const wanted = fill(condition.equals, scope)
    return (typeof shown === 'string' || typeof shown === 'number') && String(shown) === wanted
  }
  const value = scope('secret')?.text
  if (value === undefined || typeof shown !== 'string') return false
  const atLeast = condition.atLeast ?? tellingLength
  if (condition.masks !== undefined) return fitsMask(shown, value, { shared, atLeast })
  if (shown.length >= value.length) return false
  if (condition.prefixOf !== undefined)
    return shown.length - shared >= atLeast && value.startsWith(shown)
  return shown.length >= atLeast && value.endsWith(shown)
}
