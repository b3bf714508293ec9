import * as v from 'valibot'
import { StanchError } from '../error.ts'
import { keyFaultsOf, nameOfKey } from './key-faults.ts'

/**
 * Checks what a program hands over.
 *
 * @param options `where` names the function it was handed to, `code` is the error's
 * @throws StanchError with every fault as `where: key: expected …`, one a line; never a value, which may be a secret
 */
export function parseObject<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  { where, code }: { readonly where: string; readonly code: string },
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true })
  const faults = keyFaultsOf(schema, value, parsed.issues ?? [])
  if (parsed.success && faults.length === 0) return parsed.output
  throw new StanchError(
    code,
    faults.map(({ path, what }) => `${where}: ${nameOfKey(path)}${what}`).join('\n'),
  )
}
