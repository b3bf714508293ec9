import * as v from 'valibot'

/** A relative path that stays below its directory, on Windows too. */
export const pathBelow = v.pipe(
  v.string('expected a path relative to this file'),
  v.regex(
    /^(?![/\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$)).+$/,
    'expected a path relative to this file that does not lead out of its directory',
  ),
)
