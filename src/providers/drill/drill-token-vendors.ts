import type { HttpRequest } from '../http-client.ts'
import type { PlantedCredential, Simulator } from '../simulator.ts'
import { BuildkiteSimulator } from '../simulators/buildkite.ts'
import { CratesIoSimulator } from '../simulators/crates-io.ts'
import { DatadogSimulator } from '../simulators/datadog.ts'
import { DigitaloceanSimulator } from '../simulators/digitalocean.ts'
import { DiscordSimulator } from '../simulators/discord.ts'
import { DopplerSimulator } from '../simulators/doppler.ts'
import { HerokuSimulator } from '../simulators/heroku.ts'
import { HuggingFaceSimulator } from '../simulators/hugging-face.ts'
import { SendgridSimulator } from '../simulators/sendgrid.ts'
import { TailscaleSimulator } from '../simulators/tailscale.ts'
import { TwitchSimulator } from '../simulators/twitch.ts'
import { VercelSimulator } from '../simulators/vercel.ts'
import {
  bearer,
  readingCall,
  stageOf,
  type DrillProvider,
  type DrillStageOptions,
} from './drill-provider.ts'

interface TokenVendor {
  readonly id: string
  readonly name: string
  readonly credential: string
  readonly simulate: (options: DrillStageOptions) => Simulator
  /** The call that its documentation says a living token makes. */
  readonly asks: string | ((planted: PlantedCredential) => HttpRequest)
  readonly header?: (value: string) => Readonly<Record<string, string>>
}

const vendors: readonly TokenVendor[] = [
  {
    id: 'discord',
    name: 'Discord',
    credential: 'Discord webhook',
    simulate: ({ seed }) => new DiscordSimulator({ seed }),
    asks: ({ value }) => ({ method: 'GET', url: new URL(value) }),
  },
  {
    id: 'hugging-face',
    name: 'Hugging Face',
    credential: 'Hugging Face user token',
    simulate: ({ seed }) => new HuggingFaceSimulator({ seed }),
    asks: 'https://huggingface.co/api/whoami-v2',
  },
  {
    id: 'crates-io',
    name: 'crates.io',
    credential: 'crates.io API token',
    simulate: ({ seed }) => new CratesIoSimulator({ seed }),
    asks: 'https://crates.io/api/v1/crates?following=1',
    header: (value) => ({ authorization: value }),
  },
  {
    id: 'digitalocean',
    name: 'DigitalOcean',
    credential: 'DigitalOcean access token',
    simulate: ({ seed }) => new DigitaloceanSimulator({ seed }),
    asks: 'https://api.digitalocean.com/v2/account',
  },
  {
    id: 'heroku',
    name: 'Heroku',
    credential: 'Heroku API key',
    simulate: ({ seed }) => new HerokuSimulator({ seed }),
    asks: 'https://api.heroku.com/account',
    header: (value) => ({ ...bearer(value), accept: 'application/vnd.heroku+json; version=3' }),
  },
  {
    id: 'vercel',
    name: 'Vercel',
    credential: 'Vercel token',
    simulate: ({ seed }) => new VercelSimulator({ seed }),
    asks: 'https://api.vercel.com/v5/user/tokens/current',
  },
  {
    id: 'doppler',
    name: 'Doppler',
    credential: 'Doppler personal token',
    simulate: ({ seed }) => new DopplerSimulator({ seed }),
    asks: 'https://api.doppler.com/v3/me',
  },
  {
    id: 'buildkite',
    name: 'Buildkite',
    credential: 'Buildkite API access token',
    simulate: ({ seed }) => new BuildkiteSimulator({ seed }),
    asks: 'https://api.buildkite.com/v2/access-token',
  },
  {
    id: 'twitch',
    name: 'Twitch',
    credential: 'Twitch access token',
    simulate: ({ seed }) => new TwitchSimulator({ seed }),
    asks: 'https://id.twitch.tv/oauth2/validate',
    header: (value) => ({ authorization: `OAuth ${value}` }),
  },
  {
    id: 'sendgrid',
    name: 'SendGrid',
    credential: 'SendGrid API key',
    simulate: ({ seed }) => new SendgridSimulator({ seed }),
    asks: 'https://api.sendgrid.com/v3/scopes',
  },
  {
    id: 'datadog',
    name: 'Datadog',
    credential: 'Datadog API key',
    simulate: ({ seed, hasLookAlikes }) => new DatadogSimulator({ seed, lookAlike: hasLookAlikes }),
    asks: 'https://api.datadoghq.eu/api/v1/validate',
    header: (value) => ({ 'dd-api-key': value }),
  },
  {
    id: 'tailscale',
    name: 'Tailscale',
    credential: 'Tailscale API access token',
    simulate: ({ seed }) => new TailscaleSimulator({ seed }),
    asks: ({ value, keyId }) => ({
      method: 'GET',
      url: new URL(`https://api.tailscale.com/api/v2/tailnet/-/keys/${keyId}`),
      headers: bearer(value),
    }),
  },
]

/** Vendors whose leaked token is ended by one call, or after a look at a list. */
export const drillTokenVendors: readonly DrillProvider[] = vendors.map(
  ({ simulate, asks, header = bearer, ...vendor }) => ({
    ...vendor,
    open: (options) =>
      stageOf(simulate(options), {
        request: typeof asks === 'string' ? readingCall(asks, header) : asks,
      }),
  }),
)
