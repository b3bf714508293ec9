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

/** The values of an option that is given many times or takes many; `undefined` when it is not given. */
export function optionTexts(
  { options }: Pick<ImportContext, 'options'>,
  name: string,
): readonly string[] | undefined {
  const value = options[name]
  const texts = [value ?? []].flat().filter((one) => typeof one === 'string' && one !== '')
  return texts.length === 0 ? undefined : (texts as string[])
}

/** @throws StanchError `IMPORT_OPTION_INVALID` for what cannot begin an id */
export function storeNameOf(context: Pick<ImportContext, 'options'>, standard: string): string {
  const name = optionText(context, 'storeName') ?? standard
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return name
  throw new StanchError(
    'IMPORT_OPTION_INVALID',
    `--store-name: expected a letter or digit, then letters, digits and . _ -, at most 64 characters.`,
  )
}

export function storeNameOption(standard: string) {
  return {
    flags: '--store-name <name>',
    description: `first part of ids, where there are several (default: ${standard})`,
  }
}

export const metadataOnlyOption = {
  flags: '--metadata-only',
  description: 'read no value: names, owners and dates alone',
}

/** Whether no value is read. */
export function isMetadataOnly({ options }: Pick<ImportContext, 'options'>): boolean {
  return options['metadataOnly'] === true
}

/** How many versions of each secret are read when nothing else is said. */
const versionsDefault = 10

/** `--versions`: of how many versions, newest first, the value is read; 0 with `--metadata-only`. */
export function versionsToRead(context: Pick<ImportContext, 'options'>): number {
  if (isMetadataOnly(context)) return 0
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
    description: `how many versions of each secret are read, newest first (default: ${versionsDefault})`,
  },
  metadataOnlyOption,
] as const
