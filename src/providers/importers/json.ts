import { inputImporter } from './input/input-importer.ts'
import { parseJsonValues } from './input/parse-json-values.ts'

/** JSON with names and values: see {@link parseJsonValues}. */
export const jsonImporter = inputImporter({
  name: 'json',
  description: '{"name": "value"}, nested, or lists of {name, value}, of files or standard input',
  parse: parseJsonValues,
})
