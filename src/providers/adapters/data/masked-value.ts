/**
 * Whether what a list shows of a key can be this value: `sk-…abcd`, `npm_ab******cd`, `abcd...wxyz`. The plain text before
 * and after the masked middle must be the value's, with enough of it beyond what all such values share.
 *
 * @param shared characters at the start that say nothing: the rule's visible prefix
 * @param atLeast plain characters wanted besides those
 */
export function fitsMask(
  shown: unknown,
  value: string,
  { shared, atLeast }: { readonly shared: number; readonly atLeast: number },
): boolean {
  if (typeof shown !== 'string' || shown.length === 0) return false
  const match = /^([^*•…]*?)((?:\*+|•+|…+|\.{2,}|x{4,})+)([^*•…]*)$/iu.exec(shown)
  if (match === null) return false
  const [, start = '', , end = ''] = match
  const telling = Math.max(0, start.length - shared) + end.length
  if (telling < atLeast || start.length + end.length >= value.length) return false
  return value.startsWith(start) && value.endsWith(end)
}
