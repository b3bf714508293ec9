import { AnthropicSimulator } from '../simulators/anthropic.ts'
import { AwsSimulator } from '../simulators/aws.ts'
import { isAccepted } from '../simulators/aws/world.ts'
import { CloudflareSimulator } from '../simulators/cloudflare.ts'
import { EntraSimulator } from '../simulators/entra.ts'
import { GcpApiKeysSimulator } from '../simulators/gcp-api-keys.ts'
import { GcpSimulator } from '../simulators/gcp.ts'
import { GithubSimulator } from '../simulators/github.ts'
import { GitlabSimulator } from '../simulators/gitlab.ts'
import { NpmSimulator } from '../simulators/npm.ts'
import { OpenaiSimulator } from '../simulators/openai.ts'
import { SlackSimulator } from '../simulators/slack.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { VaultSimulator } from '../simulators/vault.ts'
import { jsonOf } from '../http-client.ts'
import {
  assertionCall,
  bearer,
  formCall,
  readingCall,
  stageOf,
  type DrillProvider,
} from './drill-provider.ts'
import { drillTokenVendors } from './drill-token-vendors.ts'

/** All providers that are played, the default first. What tells that a credential works is asked as their documentation says. */
export const drillProviders: readonly DrillProvider[] = [
  {
    id: 'github',
    name: 'GitHub',
    credential: 'GitHub personal access token',
    open: ({ seed }) =>
      stageOf(
        new GithubSimulator({ seed }),
        { request: readingCall('https://api.github.com/user', bearer) },
        ({ account }) => [account!],
      ),
  },
  {
    id: 'gitlab',
    name: 'GitLab',
    credential: 'GitLab personal access token',
    open: ({ seed }) =>
      stageOf(new GitlabSimulator({ seed }), {
        request: readingCall('https://gitlab.com/api/v4/personal_access_tokens/self', (value) => ({
          'private-token': value,
        })),
      }),
  },
  {
    id: 'aws',
    name: 'AWS',
    credential: 'AWS access key',
    tellsId: true,
    store: ({ env }) => ({ type: 'aws-secrets-manager', path: `app/${env['DRILL_USER']}` }),
    open: ({ seed, hasLookAlikes }) => {
      const simulator = new AwsSimulator({ seed, hasSecondKey: hasLookAlikes })
      const planted = simulator.plant()
      const key = simulator.world.keys.find(({ id }) => id === planted.keyId)!
      return {
        simulator,
        planted: { ...planted, env: { ...planted.env, DRILL_USER: key.user } },
        names: [key.id],
        isLive: (nowMs) => isAccepted(simulator.world, key, nowMs),
      }
    },
  },
  {
    id: 'gcp',
    name: 'Google Cloud',
    credential: 'Google Cloud service account key',
    tellsId: true,
    open: ({ seed }) => stageOf(new GcpSimulator({ seed }), { request: assertionCall }),
  },
  {
    id: 'gcp-api-keys',
    name: 'Google API keys',
    credential: 'Google API key',
    open: ({ seed }) =>
      stageOf(new GcpApiKeysSimulator({ seed }), {
        request: readingCall(
          'https://generativelanguage.googleapis.com/v1beta/models',
          (value) => ({ 'x-goog-api-key': value }),
        ),
      }),
  },
  {
    id: 'entra',
    name: 'Microsoft Entra',
    credential: 'Entra client secret',
    open: ({ seed, hasLookAlikes }) => {
      const simulator = new EntraSimulator({ seed, ...(hasLookAlikes && { lookAlike: 'same-hint' as const }) }) // prettier-ignore
      const { tenant, clientId } = simulator
      const address = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`
      const fields = {
        grant_type: 'client_credentials',
        client_id: clientId,
        scope: 'https://graph.microsoft.com/.default',
      }
      return stageOf(
        simulator,
        { request: ({ value }) => formCall(address, { ...fields, client_secret: value }) },
        () => [simulator.leakedKeyId, clientId],
      )
    },
  },
  {
    id: 'slack',
    name: 'Slack',
    credential: 'Slack bot token',
    open: ({ seed }) =>
      stageOf(
        new SlackSimulator({ seed }),
        {
          request: readingCall('https://slack.com/api/auth.test', bearer),
          // Its status is 200 whatever happens.
          accepts: (answer) =>
            (jsonOf(answer) as { readonly ok?: unknown } | undefined)?.ok === true,
        },
        ({ account }) => [account!],
      ),
  },
  {
    id: 'npm',
    name: 'npm',
    credential: 'npm access token',
    open: ({ seed, hasLookAlikes }) =>
      stageOf(new NpmSimulator({ seed, lookAlike: hasLookAlikes }), {
        request: readingCall('https://registry.npmjs.org/-/whoami', bearer),
      }),
  },
  {
    id: 'openai',
    name: 'OpenAI',
    credential: 'OpenAI project key',
    open: ({ seed, hasLookAlikes }) =>
      stageOf(new OpenaiSimulator({ seed, hasTwin: hasLookAlikes }), {
        request: readingCall('https://api.openai.com/v1/models', bearer),
      }),
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    credential: 'Anthropic API key',
    open: ({ seed, hasLookAlikes }) =>
      stageOf(new AnthropicSimulator({ seed, hasTwin: hasLookAlikes }), {
        request: readingCall('https://api.anthropic.com/v1/models', (value) => ({
          'x-api-key': value,
          'anthropic-version': '2023-06-01',
        })),
      }),
  },
  {
    id: 'stripe',
    name: 'Stripe',
    credential: 'Stripe secret key',
    open: ({ seed, hasLookAlikes }) =>
      stageOf(new StripeSimulator({ seed, hasTwin: hasLookAlikes }), {
        request: readingCall('https://api.stripe.com/v1/balance', bearer),
      }),
  },
  {
    id: 'cloudflare',
    name: 'Cloudflare',
    credential: 'Cloudflare API token',
    open: ({ seed }) =>
      stageOf(new CloudflareSimulator({ seed }), {
        request: readingCall('https://api.cloudflare.com/client/v4/user/tokens/verify', bearer),
        accepts: (answer) =>
          (jsonOf(answer) as { readonly result?: { readonly status?: unknown } } | undefined)
            ?.result?.status === 'active',
      }),
  },
  {
    id: 'vault',
    name: 'Vault',
    credential: 'Vault token',
    open: ({ seed }) =>
      stageOf(new VaultSimulator({ seed }), {
        request: readingCall(
          'https://vault.example.com:8200/v1/auth/token/lookup-self',
          (value) => ({
            'x-vault-token': value,
          }),
        ),
      }),
  },
  ...drillTokenVendors,
]
