/**
 * Whether a masked value, `sk-…abcd` or `sk-ant-api03-R2D...igAA`, can be that of a value: its plain ends are the value's
 * ends, do not overlap there, and tell something.
 *
 * @param plainMin fewest characters that both ends must show together, beyond a prefix that all keys share
 */
export function fitsMask(
  mask: string,
  value: string,
  { prefix, plainMin }: { readonly prefix: RegExp; readonly plainMin: number },
): boolean {
  const [, start, end] = /^([^.*…•]*)[.*…•]+([^.*…•]*)$/u.exec(mask) ?? []
  if (start === undefined || end === undefined) return false
  const shared = prefix.exec(value)?.[0].length ?? 0
  const told = Math.max(0, start.length - shared) + end.length
  return (
    told >= plainMin &&
    start.length + end.length < value.length &&
    value.startsWith(start) &&
    value.endsWith(end)
  )
}
