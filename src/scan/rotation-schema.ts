import * as v from 'valibot'

const command = (description: string) =>
  v.pipe(
    v.array(
      v.pipe(v.string('expected a word'), v.nonEmpty('expected a word')),
      'expected a program and its arguments, as a list of words',
    ),
    v.minLength(1, 'expected a program'),
    v.description(description),
  )

const hookSchema = v.strictObject(
  {
    command: command(
      'Program and arguments, without a shell. Gets the new value on standard input; status 0: it is in place.',
    ),
    check: v.exactOptional(
      command('Status 0: the value of the rotation STANCH_ROTATION is in place; 1: it is not.'),
    ),
    rollBack: v.exactOptional(command('Status 0: the former value is in use again.')),
    timeout: v.optional(
      v.pipe(
        v.string('expected a time, such as 30s or 2m'),
        v.regex(/^[1-9]\d{0,3}[sm]$/, 'expected a time, such as 30s or 2m'),
        v.description('How long a command may take; 1m when it is left out.'),
      ),
      '1m',
    ),
  },
  'expected a mapping with command, check, rollBack and timeout',
)

/** `rotation:` of `stanch.yaml`. */
export const rotationSchema = v.strictObject(
  {
    hooks: v.optional(
      v.pipe(
        v.record(
          v.pipe(
            v.string(),
            v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
          ),
          hookSchema,
          'expected a mapping of names to hooks',
        ),
        v.description(
          'Commands that put a new value in place; a record names one by store: { type: command, path: NAME }.',
        ),
      ),
      () => ({}),
    ),
  },
  'expected a mapping with hooks',
)

/** Commands that take new values, by name. */
export type RotationChoice = v.InferOutput<typeof rotationSchema>
