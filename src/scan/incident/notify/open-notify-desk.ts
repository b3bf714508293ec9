import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Incident } from '../../../incident/incident.ts'
import type { NotifyChannel } from '../../../incident/notify/channel.ts'
import { parseCodeOwners, type OwnerRule } from '../../../incident/notify/code-owners.ts'
import type { KnownOwner } from '../../../incident/notify/whom.ts'
import {
  createHttpClient,
  type OpenHttpClient,
} from '../../../providers/http/create-http-client.ts'
import type { NotifyDesk } from '../../../providers/notify/notify-incident.ts'
import { inventoryPlaceOf } from '../../inventory-place.ts'
import { openInventory } from '../../open-inventory.ts'
import { reasonOf } from '../../../text/error.ts'
import type { ReadConfiguration } from '../../read-configuration.ts'
import { systemClock } from '../system-clock.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface OpenNotifyDesk extends NotifyDesk {
  close(): Promise<void>
}

/** Whom to tell and how, by the configuration, the inventory and CODEOWNERS. */
export async function openNotifyDesk(
  channels: readonly NotifyChannel[],
  incident: Incident,
  configured: ReadConfiguration,
  env: Environment,
  onNote: (note: string) => void,
): Promise<OpenNotifyDesk> {
  const clients: OpenHttpClient[] = []
  return {
    channels,
    env,
    clock: systemClock,
    random: Math.random,
    owner: await knownOwner(incident, configured, env, onNote),
    codeOwners: readCodeOwners(configured.directory),
    clientFor: (channel, url) => {
      const client = clientFor(channel, url)
      clients.push(client)
      return client
    },
    close: async () => {
      await Promise.all(clients.map((client) => client.close()))
    },
  }
}

/** One attempt, short waits, no redirects, and no address inside of the own network unless somebody said so. */
function clientFor(channel: NotifyChannel, url: URL): OpenHttpClient {
  return createHttpClient({
    allowedHosts: [url.host],
    allowsPlainHttp: channel.private,
    publicOnly: { except: channel.private ? [url.hostname] : [] },
    returnsRedirects: true,
    limits: { attemptsMax: 1, headersMs: 20_000, bodyMs: 10_000, answerBytesMax: 1 << 20 },
  })
}

/** The record knows who is on call; the incident only knows the owner. */
async function knownOwner(
  { leaked }: Incident,
  { configuration, directory }: ReadConfiguration,
  env: Environment,
  onNote: (note: string) => void,
): Promise<KnownOwner | undefined> {
  const match = leaked.inventory
  if (match === null) return undefined
  const known = match.owner === null ? undefined : { team: match.owner }
  try {
    const place = inventoryPlaceOf({}, { inventory: configuration.inventory, directory }, env) // prettier-ignore
    const store = await openInventory({ ...place, mustExist: false }, onNote)
    try {
      const record = await store.get(match.id)
      return record?.owner ?? known
    } finally {
      await store.close()
    }
  } catch (error) {
    onNote(`the inventory could not be asked who is on call: ${reasonOf(error).split('\n')[0]}`)
    return known
  }
}

/** The first of the places in which GitHub looks, and GitLab’s. */
function readCodeOwners(directory: string): OwnerRule[] {
  const path = ['.github', '.', 'docs', '.gitlab']
    .map((folder) => join(directory, folder, 'CODEOWNERS'))
    .find((one) => existsSync(one))
  return path === undefined ? [] : parseCodeOwners(readFileSync(path, 'utf8'))
}
