import type { RecordDraft } from '../../../inventory/stored-secret.ts'
import { oneLine } from './one-line.ts'
import { withoutMissing } from './without-missing.ts'

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
