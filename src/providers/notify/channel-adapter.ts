import type { ActionDescription, Adapter, EffectAction } from '../../incident/adapter.ts'
import type { NotifyChannel } from '../../incident/notify/channel.ts'
import type { NotifyResult } from './notify-incident.ts'

/**
 * Steps of a plan that tell somebody. What they tell is what has happened and was not told yet, so that a step that is done
 * again tells nobody twice.
 *
 * @param tell sends what is open, and journals it
 */
export function channelAdapter(
  channels: readonly NotifyChannel[],
  env: Readonly<Record<string, string | undefined>>,
  tell: (signal: AbortSignal) => Promise<readonly NotifyResult[]>,
): Adapter {
  const names = channels.map(({ name }) => name).join(', ')
  const action: EffectAction = {
    name: 'tell',
    kind: 'notify',
    describe: () => describe(channels, names, env),
    run: async ({ signal }) => {
      const results = await tell(signal)
      const detail = results
        .map(({ channel, kind, result }) => `${channel}: ${kind} ${result}`)
        .join(', ')
      // What could not be delivered is tried again by its own schedule, not by the step's.
      if (results.some(({ result }) => result !== 'sent'))
        return { result: 'failed', isTemporary: false, detail }
      const identity = { proof: 'exact-match', id: names } as const
      return results.length === 0
        ? { result: 'already', identity, detail: 'all that happened was told' }
        : { result: 'done', identity, detail }
    },
    check: () =>
      Promise.resolve({
        state: 'not-effected',
        detail: 'what was told stands in the journal; the rest is told now',
      }),
  }
  return { id: 'channels', name: 'The channels of stanch.yaml', rules: [], actions: [action] }
}

function describe(
  channels: readonly NotifyChannel[],
  names: string,
  env: Readonly<Record<string, string | undefined>>,
): ActionDescription {
  const needed = channels
    .flatMap(({ urlVariable, secretVariable }) => [urlVariable, secretVariable])
    .filter((name) => name !== undefined)
  const unset = needed.filter((name) => !env[name])
  return {
    // An address may be a secret: its host is shown, never its path.
    calls: channels.map((channel) => ({ method: 'POST', host: hostOf(channel, env), path: '/{…}' })), // prettier-ignore
    summary: `tells ${names} what has happened; never the value`,
    reversible: false,
    completion: 'sync',
    effect: 'none',
    actsAs: 'the secrets of the channels',
    permissions: [],
    sideEffects: [],
    // One channel that can tell somebody is enough.
    missing: needed.length > 0 && unset.length === needed.length ? unset : [],
    reference: 'https://www.standardwebhooks.com/',
  }
}

function hostOf(
  { type, url, urlVariable }: NotifyChannel,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const usual: Partial<Record<NotifyChannel['type'], string>> = {
    pagerduty: 'https://events.pagerduty.com',
    'github-alert': env['GITHUB_API_URL'] || 'https://api.github.com',
    'gitlab-issue': 'https://gitlab.com',
  }
  const text = urlVariable === undefined ? (url ?? usual[type]) : env[urlVariable]
  return text !== undefined && URL.canParse(text) ? new URL(text).host : `{${urlVariable ?? 'url'}}`
}
