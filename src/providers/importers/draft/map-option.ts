import { StanchError } from '../../../text/error.ts'
import { optionTexts } from '../asking/option-values.ts'
import type { ImportContext } from '../importer.ts'

const fields = [
  'owner', 'team', 'person', 'oncall', 'purpose', 'environment', 'agent', 'tool', 'consumers', 'scopes', 'audience', 'provider',
] as const // prettier-ignore

/** Labels of the user's own that hold a field. */
export type LabelMap = readonly (readonly [field: string, label: string])[]

/** An option of importers whose stores have labels. */
export const mapOption = {
  flags: '--map <field=label>',
  description: `label that holds a field, as owner=CostCentre, repeatable; fields: ${fields.join(', ')}`,
}

/** @throws StanchError `IMPORT_OPTION_INVALID` for an unknown field */
export function labelMapOf(context: Pick<ImportContext, 'options'>): LabelMap {
  const pairs = optionTexts(context, 'map') ?? []
  return pairs.map((pair) => {
    const [, field, label] = /^([a-z]+)=(.+)$/s.exec(pair) ?? []
    if (label !== undefined && fields.some((one) => one === field)) return [field!, label]
    throw new StanchError(
      'IMPORT_OPTION_INVALID',
      `expected --map FIELD=LABEL with one of the fields ${fields.join(', ')}.`,
    )
  })
}

/** The labels, and those that the map names under the names of their fields, too, where they come first. */
export function withMapped(
  labels: Readonly<Record<string, unknown>>,
  map: LabelMap,
): Record<string, unknown> {
  const mapped = map.filter(([, label]) => Object.hasOwn(labels, label))
  return {
    ...labels,
    ...Object.fromEntries(mapped.map(([field, label]) => [`stanch.dev/${field}`, labels[label]])),
  }
}
