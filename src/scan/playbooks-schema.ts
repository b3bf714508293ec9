import * as v from 'valibot'
import { playbookSchema } from '../incident/playbook-schema.ts'
import { pathBelow } from './path-below.ts'

/** `playbooks:` of `stanch.yaml`. */
export const playbooksSchema = v.strictObject(
  {
    files: v.optional(
      v.pipe(
        v.array(pathBelow, 'expected a list of paths or globs'),
        v.description('Own playbooks, one a file: paths or globs relative to this file.'),
      ),
      () => [],
    ),
    own: v.optional(
      v.pipe(
        v.array(playbookSchema, 'expected a list of playbooks'),
        v.description('Own playbooks, as in a file of their own.'),
      ),
      () => [],
    ),
  },
  'expected a mapping with files and own',
)

/** What a configuration says of playbooks, not yet checked but for its keys. */
export type PlaybookChoices = v.InferOutput<typeof playbooksSchema>
