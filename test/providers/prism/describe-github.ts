import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { requiredProgram } from '../../required-program.ts'

/** Answers by a description of an interface (https://stoplight.io/open-source/prism), and refuses what does not fit it. */
export const prism = requiredProgram(
  'stanch-prism/node_modules/.bin/prism',
  'mkdir -p /opt/stanch-prism && cp test/providers/prism/package.json /opt/stanch-prism/ && ' +
    'npm install --ignore-scripts --prefix /opt/stanch-prism',
  ['/opt'],
)

/** A module's file beside Prism. */
export function besidePrism(path: string): string {
  return join(dirname(dirname(prism.path!)), path)
}

export interface Description {
  readonly paths: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, Record<string, unknown>>>
}

/** GitHub, as GitHub itself describes it (https://github.com/github/rest-api-description). */
export function readGithubDescription(): Description {
  const file = besidePrism('@octokit/openapi/generated/api.github.com.json')
  return JSON.parse(readFileSync(file, 'utf8')) as Description
}

/** @param paths as the description writes them; of all of it Prism would have to read a minute */
export function describePart(whole: Description, paths: readonly string[]): Description {
  const kept = Object.fromEntries(paths.map((path) => [path, whole.paths[path]]))
  if (Object.values(kept).includes(undefined)) throw new Error('a path is not described')
  const components: Record<string, Record<string, unknown>> = {}
  const pending = refsIn(kept)
  for (let ref = pending.pop(); ref !== undefined; ref = pending.pop()) {
    const [, , kind, name] = ref.split('/') as [string, string, string, string]
    if (components[kind]?.[name] !== undefined) continue
    const part = whole.components[kind]![name]
    ;(components[kind] ??= {})[name] = part
    pending.push(...refsIn(part))
  }
  return { ...whole, paths: kept, components, 'x-webhooks': {} } as Description
}

/** `#/components/<kind>/<name>`. */
function refsIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"(#\/components\/[^"]+)"/g)].map(
    ([, ref]) => ref!,
  )
}
