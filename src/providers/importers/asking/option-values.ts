import { StanchError } from '../../../text/error.ts'
import type { ImportContext } from '../importer.ts'

/** The value of an option that takes one; an empty one counts as none. */
export function optionText(
  { options }: Pick<ImportContext, 'options'>,
  name: string,
): string | undefined {
  const value = options[name]
  const text = Array.isArray(value) ? (value as readonly string[]).at(-1) : value
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** The values of an option that takes many, parted by commas: what stands behind it is an argument. */
export function optionTexts(
  context: Pick<ImportContext, 'options'>,
  name: string,
): readonly string[] {
  const parts = (optionText(context, name) ?? '').split(',').map((one) => one.trim())
  return parts.filter((one) => one !== '')
}

/** How many versions of each secret are read when nothing else is said. */
const versionsDefault = 10

/** `--versions`: of how many versions, newest first, the value is read; 0 with `--names-only`. */
export function versionsToRead(context: Pick<ImportContext, 'options'>): number {
  if (context.options['namesOnly'] === true) return 0
  const text = optionText(context, 'versions')
  if (text === undefined) return versionsDefault
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new StanchError(
    'IMPORT_OPTION_INVALID',
    'expected --versions with a number from 1 to 99999',
  )
}

/** Of importers whose store keeps former versions. */
export const versionOptions = [
  {
    flags: '--versions <count>',
    description: `how many versions of each secret are read, newest first; ${versionsDefault} by default`,
  },
  {
    flags: '--names-only',
    description:
      'reads no value: names, dates and labels only, for which a reader of metadata suffices',
  },
] as const
