import { hexToBytes } from '@noble/hashes/utils.js'
import { parseStrictly, type StrictlyParsed } from '../../text/strict/parse-strictly.ts'
import type { SuppressionFile } from './suppression-file.ts'
import { suppressionFileSchema } from './suppression-schema.ts'

/**
 * Loads `yaml` and `valibot`: import this module only when there is a file to parse.
 *
 * @param yaml the file's text
 * @param path the file's name, for messages
 * @throws StanchError `SUPPRESSIONS_INVALID` listing every fault as `file:line: key: expected …`
 */
export function parseSuppressions(yaml: string, path: string): SuppressionFile {
  return openSuppressions(yaml, path).file
}

/** As {@link parseSuppressions}, with the document that it stands in, for changes that keep comments. */
export function openSuppressions(
  yaml: string,
  path: string,
): { readonly file: SuppressionFile; readonly document: StrictlyParsed<unknown>['document'] } {
  const { output, document, whereIs } = parseStrictly(suppressionFileSchema, yaml, {
    file: path,
    code: 'SUPPRESSIONS_INVALID',
  })
  const entries = output.entries.map((entry, at) => ({
    ...entry,
    path: entry.path,
    where: whereIs(['entries', at]),
  }))
  return { file: { salt: hexToBytes(output.salt), entries }, document }
}
