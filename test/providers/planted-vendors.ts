import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { encryptSops, nestedOf } from './importers/sops/encrypt-sops.ts'
import { servePlanted, type Plant, type PlantedImporter } from './planted-stores.ts'

/** Plays a store of JSON. @param answer of an address without its host */
async function serveJson(
  plant: Plant,
  answer: (url: URL) => object,
  isOfValue: (path: string) => boolean,
): Promise<string> {
  const served = await servePlanted(
    plant,
    ({ url = '' }, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer(new URL(url, 'http://localhost'))))
    },
    isOfValue,
  )
  return served.origin
}

/** Vendors whose stores give one value an answer, and files that others write. */
export const plantedVendors: readonly PlantedImporter[] = [
  {
    name: '1password',
    plant: async (plant) => {
      const itemOf = (at: number) => ({ id: `item${at}`, title: `Item ${at}`, vault: { id: 'v' } })
      const fieldOf = (at: number) => ({ id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', value: plant.values[at] }) // prettier-ignore
      const address = await serveJson(
        plant,
        ({ pathname }) => {
          if (pathname === '/v1/vaults') return [{ id: 'v', name: 'Shop' }]
          if (pathname.endsWith('/items')) return plant.values.map((_, at) => itemOf(at))
          const at = Number(/(\d+)$/.exec(pathname)![1])
          return { ...itemOf(at), fields: [fieldOf(at)] }
        },
        (url) => /\/items\/./.test(url),
      )
      const token = 'planted-token-of-connect-4f9Qz'
      const env = { OP_CONNECT_HOST: address, OP_CONNECT_TOKEN: token }
      return { words: [], env, credentials: [token] }
    },
  },
  {
    name: 'doppler',
    plant: async (plant) => {
      const configs = plant.values.map((_, at) => ({ name: `c${at}`, environment: `e${at}`, root: true })) // prettier-ignore
      const address = await serveJson(
        plant,
        ({ pathname, searchParams }) => {
          if (pathname === '/v3/projects') return { projects: [{ slug: 'shop' }] }
          if (pathname === '/v3/configs') return { configs }
          const value = plant.values[Number(searchParams.get('config')!.slice(1))]
          return { secrets: { KEY: { raw: value, computed: value, note: '' } } }
        },
        (url) => url.startsWith('/v3/configs/config/secrets'),
      )
      const token = 'planted-token-of-doppler-7Lm2W'
      const env = { DOPPLER_TOKEN: token, DOPPLER_API_HOST: address }
      return { words: [], env, credentials: [token] }
    },
  },
  {
    name: 'infisical',
    plant: async (plant) => {
      const folders = plant.values.map((_, at) => ({ name: `f${at}` }))
      const session = 'planted-session-of-infisical-2Xy8B'
      const address = await serveJson(
        plant,
        ({ pathname, searchParams }) => {
          if (pathname.endsWith('/login')) return { accessToken: session }
          if (pathname === '/api/v1/projects') return { projects: [{ id: 'p', slug: 'shop', environments: [{ slug: 'prod' }] }] } // prettier-ignore
          if (pathname === '/api/v2/folders') return { folders: searchParams.get('path') === '/' ? folders : [] } // prettier-ignore
          const [, at] = /^\/f(\d+)$/.exec(searchParams.get('secretPath')!) ?? []
          if (at === undefined) return { secrets: [] }
          return { secrets: [{ id: at, secretKey: 'KEY', secretValue: plant.values[Number(at)] }] }
        },
        (url) => /\/secrets\?.*secretPath=%2Ff/.test(url),
      )
      const secret = 'planted-secret-of-infisical-5Hs1D'
      const env = {
        INFISICAL_API_URL: address,
        INFISICAL_UNIVERSAL_AUTH_CLIENT_ID: 'machine',
        INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET: secret,
      }
      return { words: [], env, credentials: [session, secret] }
    },
  },
  {
    name: 'sops',
    plant: async ({ values, fault, directory }) => {
      const identity = await generateX25519Identity()
      const recipient = await identityToRecipient(identity)
      const files: string[] = []
      const write = (name: string, content: string) => {
        writeFileSync(join(directory, name), content)
        files.push(name)
      }
      const tree = values.map((text, at) => [`key${at}`, { type: 'str', text }] as const)
      const whole = nestedOf(await encryptSops({ tree, recipient }))
      write('good.enc.json', JSON.stringify(whole))
      if (fault === 'faulty') {
        write('swapped.enc.json', JSON.stringify({ ...whole, key0: whole['key1'] }))
        write('cut.enc.json', JSON.stringify({ ...whole, clear: values[0] }).slice(0, -9))
        write('clear.yaml', `password: ${JSON.stringify(values[1])}\n`)
        write('broken.yaml', `password: "${values[2]!}\n${values[3]!}: [`)
      }
      const words = [...files, ...(fault === 'faulty' ? ['absent.yaml'] : [])]
      return { words, env: { SOPS_AGE_KEY: identity }, files, credentials: [identity] }
    },
  },
  {
    name: 'terraform',
    plant: async (plant) => {
      const stateOf = (at: number) => ({ version: 4, serial: 1, lineage: 'l', outputs: { key: { value: plant.values[at], type: 'string', sensitive: true } }, resources: [] }) // prettier-ignore
      const address = await serveJson(
        plant,
        ({ pathname }) => stateOf(Number(/(\d+)$/.exec(pathname)![1])),
        () => true,
      )
      const last = plant.values.length - 1
      const text = JSON.stringify(stateOf(last))
      writeFileSync(
        join(plant.directory, 'terraform.tfstate'),
        plant.fault === 'none' ? text : text.slice(0, -25),
      )
      const remote = plant.values.slice(0, last).map((_, at) => `${address}/state/${at}`)
      const password = 'planted-password-of-state-3Vc6R'
      return {
        words: ['terraform.tfstate', ...remote],
        env: { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: password },
        files: ['terraform.tfstate'],
        credentials: [password],
      }
    },
  },
]
