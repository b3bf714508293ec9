import type { RecordDraft } from '../../../inventory/stored-secret.ts'

/** What people say of a secret beside it. */
export type LabelledDraft = Omit<RecordDraft, 'id' | 'store'>

/** Names in small letters without `-`, `_` and spaces; the first that is set counts. */
const names = {
  team: ['team', 'ownerteam', 'owningteam', 'squad'],
  person: ['person', 'contact', 'maintainer', 'owneremail', 'ownerperson'],
  oncall: ['oncall', 'owneroncall', 'pager'],
  environment: ['environment', 'env'],
  purpose: ['purpose', 'description'],
  agent: ['agent'],
  tool: ['tool', 'connector'],
  provider: ['provider', 'issuer'],
  audience: ['audience'],
  consumers: ['consumers', 'consumer', 'usedby'],
  scopes: ['scopes', 'scope'],
} as const

const textLengthMax = 1024

/**
 * What the labels, tags or annotations of a secret say of whose it is and what it is for. `stanch.dev/` may stand before
 * a name; with it a name outranks the plain one. An `owner` with an `@` is a person, any other a team. Lists are parted
 * by commas, semicolons or spaces.
 */
export function draftOfLabels(
  labels: Readonly<Record<string, unknown>>,
  fallback: LabelledDraft = {},
): LabelledDraft {
  const byName = new Map<string, string>()
  for (const prefix of ['', 'stanch.dev/']) {
    for (const [label, value] of Object.entries(labels)) {
      const text = oneLine(value)
      if (text === undefined || !label.startsWith(prefix)) continue
      const name = label.slice(prefix.length).toLowerCase().replaceAll(/[-_ ]/g, '')
      if (!name.includes('/')) byName.set(name, text)
    }
  }
  const textOf = (of: keyof typeof names) =>
    names[of].map((name) => byName.get(name)).find((text) => text !== undefined)
  const listOf = (of: 'consumers' | 'scopes') =>
    textOf(of)
      ?.split(/[,;\s]+/)
      .filter((one) => one !== '')
  const whole = byName.get('owner')
  const isPerson = whole?.includes('@') === true && !whole.startsWith('@')
  const owner = withoutMissing({
    team: textOf('team') ?? (isPerson ? undefined : whole),
    person: textOf('person') ?? (isPerson ? whole : undefined),
    oncall: textOf('oncall'),
  })
  const isBreakGlass = /^(?:true|yes|1)$/i.test(byName.get('breakglass') ?? '')
  return {
    ...fallback,
    ...withoutMissing({
      owner: Object.keys(owner).length === 0 ? undefined : owner,
      environment: textOf('environment'),
      purpose: textOf('purpose'),
      agent: textOf('agent'),
      tool: textOf('tool'),
      provider: textOf('provider'),
      audience: textOf('audience'),
      consumers: listOf('consumers'),
      scopes: listOf('scopes'),
      breakGlass: isBreakGlass ? {} : undefined,
    }),
  }
}

/** @returns `undefined` for what is no text, or an empty one */
export function oneLine(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, textLengthMax)
  return text === '' ? undefined : text
}

type WithoutMissing<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Optional keys are left out of records, not set to `undefined`. */
export function withoutMissing<T extends object>(value: T): WithoutMissing<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as WithoutMissing<T>
}
