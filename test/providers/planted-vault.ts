import { servePlanted, type PlantedImporter } from './planted-stores.ts'

const token = 'planted-token-of-vault-8QxT2'

/** A secret for each value in one engine. */
export const plantedVault: PlantedImporter = {
  name: 'vault',
  plant: async (plant) => {
    const version = { created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false }
    const dataOf = (path: string): object | undefined => {
      const at = Number(/s(\d+)(?:\?version=1)?$/.exec(path)?.[1])
      if (path === 'sys/internal/ui/mounts/kv') return { path: 'kv/', type: 'kv', options: { version: '2' } } // prettier-ignore
      if (path === 'sys/internal/ui/mounts') return { secret: { 'kv/': { type: 'kv', options: { version: '2' } } } } // prettier-ignore
      if (path === 'kv/metadata/?list=true') return { keys: plant.values.map((_, number) => `s${number}`) } // prettier-ignore
      if (path.endsWith('?list=true') || path.startsWith('sys/')) return undefined
      if (path.startsWith('kv/metadata/')) return { current_version: 1, versions: { 1: version } }
      return { data: { value: plant.values[at] }, metadata: version }
    }
    const { origin } = await servePlanted(
      plant,
      (request, response) => {
        const data = dataOf(request.url!.replace('/v1/', ''))
        response.writeHead(data ? 200 : 404, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ data }))
      },
      (url) => url.includes('/data/'),
    )
    return { words: [], env: { VAULT_ADDR: origin, VAULT_TOKEN: token }, credentials: [token] }
  },
}
