import * as v from 'valibot'
import { severityLevels } from '../incident/exposure.ts'
import { channelTypes, type NotifyChannel } from '../incident/notify/channel.ts'
import { notificationKinds } from '../incident/notify/notification.ts'

const variable = (description: string) =>
  v.exactOptional(
    v.pipe(
      v.string('expected the name of a variable'),
      v.regex(
        /^[A-Za-z_][A-Za-z0-9_]*$/,
        'expected the name of an environment variable, not its value: no secret stands in this file',
      ),
      v.description(description),
    ),
  )

const channelSchema = v.pipe(
  v.strictObject(
    {
      name: v.pipe(
        v.string('expected a name'),
        v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
        v.description('Names it in journals, and for --channel.'),
      ),
      type: v.pipe(
        v.picklist(channelTypes, `expected one of ${channelTypes.join(', ')}`),
        v.description(
          'webhook: Standard Webhooks, signed. partner: the form of GitHub’s partner alerts, without the value. pagerduty: Events API v2. ' +
            'slack, teams: a message by webhook. github-alert: resolves the alert of secret scanning. gitlab-issue: a note.',
        ),
      ),
      url: v.exactOptional(
        v.pipe(
          v.string('expected an address'),
          v.regex(/^https?:\/\/[^\s@]+$/, 'expected an https address without credentials'),
          v.description('Where it is sent, when the address is no secret.'),
        ),
      ),
      urlVariable: variable('Variable with the address; that of Slack or Teams is a secret.'),
      secretVariable: variable(
        'Variable with what signs or authorises: whsec_… or whsk_… (two while they are changed), a key in PEM, a routing key, a token.',
      ),
      when: v.exactOptional(
        v.pipe(
          v.array(
            v.picklist(notificationKinds, `expected one of ${notificationKinds.join(', ')}`),
            'expected a list of what to tell',
          ),
          v.description('What it is told of; by default all that the type is for.'),
        ),
      ),
      severity: v.optional(
        v.pipe(
          v.picklist(severityLevels, `expected one of ${severityLevels.join(', ')}`),
          v.description('Least severity of the incidents that it is told of.'),
        ),
        'low',
      ),
      private: v.optional(
        v.pipe(
          v.boolean('expected true or false'),
          v.description('The receiver lies in a network of your own: addresses that are not public, and http, are allowed.'),
        ),
        false,
      ),
      issue: v.exactOptional(
        v.pipe(
          v.string('expected GROUP/PROJECT#NUMBER'),
          v.regex(/^[\w.-]+(?:\/[\w.-]+)+#\d+$/, 'expected GROUP/PROJECT#NUMBER'),
          v.description('Issue of GitLab under which the note is written.'),
        ),
      ),
    },
    'expected a mapping with name, type, url or urlVariable, secretVariable, when, severity',
  ),
  v.check(
    ({ url, urlVariable }) => url === undefined || urlVariable === undefined,
    'expected url or urlVariable, not both',
  ),
  v.check((channel) => faultOfType(channel) === undefined, ({ input }) => faultOfType(input as NotifyChannel) ?? ''),
) // prettier-ignore

/** What a type cannot do without. */
function faultOfType({ type, url, urlVariable, secretVariable, issue }: Pick<NotifyChannel, 'type' | 'url' | 'urlVariable' | 'secretVariable' | 'issue'>): string | undefined {
  const hasAddress = url !== undefined || urlVariable !== undefined
  if ((type === 'slack' || type === 'teams') && urlVariable === undefined)
    return `expected urlVariable: the address of a ${type} webhook is a secret, and stands in no file`
  if ((type === 'webhook' || type === 'partner') && !hasAddress) return 'expected url or urlVariable'
  if (['webhook', 'partner', 'pagerduty'].includes(type) && secretVariable === undefined)
    return 'expected secretVariable'
  if (type === 'gitlab-issue' && issue === undefined) return 'expected issue: GROUP/PROJECT#NUMBER'
  return undefined
} // prettier-ignore

/** `notify:` of `stanch.yaml`. */
export const notifySchema = v.pipe(
  v.array(channelSchema, 'expected a list of channels'),
  v.check(
    (channels) => new Set(channels.map(({ name }) => name)).size === channels.length,
    'expected names that differ',
  ),
)
