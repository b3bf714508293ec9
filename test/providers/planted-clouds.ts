import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { servePlanted, type PlantedImporter } from './planted-stores.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Stores of clouds whose address can be set to this machine. */
export const plantedClouds: readonly PlantedImporter[] = [
  {
    name: 'gcp-secret-manager',
    plant: async (plant) => {
      // The last one comes whole, but does not fit its sum.
      const sumOf = (at: number) =>
        plant.fault === 'faulty' && at === plant.values.length - 1 ? { dataCrc32c: '1' } : {}
      const served = await servePlanted(
        plant,
        ({ url = '' }, response) => {
          const [, at = '0', end] = /\/secrets\/s(\d+)\/versions(\/1:access)?/.exec(url) ?? []
          const name = (one: string | number) => `projects/1/secrets/s${one}`
          if (end !== undefined)
            response.end(
              JSON.stringify({
                payload: { data: base64(plant.values[Number(at)]!), ...sumOf(Number(at)) },
              }),
            )
          else if (url.includes('/versions'))
            response.end(
              JSON.stringify({ versions: [{ name: `${name(at)}/versions/1`, state: 'ENABLED' }] }),
            )
          else
            response.end(
              JSON.stringify({ secrets: plant.values.map((_, one) => ({ name: name(one) })) }),
            )
        },
        (url) => url.endsWith(':access'),
      )
      const token = 'token-of-gcloud-9f2c41'
      const env = {
        GOOGLE_OAUTH_ACCESS_TOKEN: token,
        CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: served.origin,
      }
      return { words: ['--project', 'shop'], env, credentials: [token] }
    },
  },
  {
    name: 'kubernetes',
    plant: async (plant) => {
      const served = await servePlanted(
        plant,
        ({ url = '' }, response) => {
          const at = Number(/namespaces\/n(\d+)/.exec(url)![1])
          const data = { key: base64(plant.values[at]!) }
          const items = [{ metadata: { name: 's', namespace: `n${at}` }, data }]
          response.end(JSON.stringify({ kind: 'SecretList', metadata: {}, items }))
        },
        () => true,
      )
      const token = 'token-of-cluster-9f2c41'
      const path = join(plant.directory, 'kubeconfig')
      const config = {
        'current-context': 'here',
        contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: served.origin } }],
        users: [{ name: 'u', user: { token } }],
      }
      writeFileSync(path, JSON.stringify(config))
      const words = ['--namespace', plant.values.map((_, at) => `n${at}`).join(',')]
      return { words, env: { KUBECONFIG: path }, files: ['kubeconfig'], credentials: [token] }
    },
  },
]
