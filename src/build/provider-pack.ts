import { readdirSync, readFileSync } from 'node:fs'
import type { CompiledRule } from '../rules/rule-pack.ts'
import { parseProvider } from '../providers/adapters/data/parse-provider.ts'
import type { HowTos, ProviderPack } from '../providers/provider-pack.ts'
import { reasonOf, StanchError } from '../text/error.ts'

/** How secrets of each rule are ended, as the rules know it. */
export function makeHowTos(
  rules: readonly Pick<
    CompiledRule,
    'id' | 'name' | 'provider' | 'generic' | 'revoke' | 'reference'
  >[],
): HowTos {
  return Object.fromEntries(
    rules.map(({ id, name, provider, generic, revoke, reference }) => {
      if (generic) return [id, { isGeneric: true as const }]
      const isNamed = name.toLowerCase().includes(provider.toLowerCase())
      return [
        id,
        { ...(isNamed && { provider }), ...(revoke === undefined ? { reference } : { revoke }) },
      ]
    }),
  )
}

/**
 * Reads and checks all files of a directory as `rules/providers/` is one.
 *
 * @param rules that findings can have
 * @throws StanchError `PROVIDER_INVALID` with every fault of every file
 */
export function makeProviderPack(
  directory: URL,
  rules: readonly Pick<CompiledRule, 'id' | 'visiblePrefix'>[],
): ProviderPack {
  const faults: string[] = []
  const known = new Map(rules.map(({ id, visiblePrefix }) => [id, visiblePrefix]))
  const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'))
  const providers = names.toSorted().flatMap((name) => {
    const path = `rules/providers/${name}`
    try {
      const provider = parseProvider(readFileSync(new URL(name, directory), 'utf8'), path)
      const strange = provider.rules.filter((rule) => !known.has(rule))
      if (strange.length > 0)
        faults.push(`${path}:1: rules: expected ids of rules/detect/, got ${strange.join(', ')}`)
      if (`${provider.id}.yaml` !== name)
        faults.push(`${path}:1: id: expected ${name.slice(0, -5)}, as the file is called`)
      return [provider]
    } catch (error) {
      faults.push(reasonOf(error))
      return []
    }
  })
  if (faults.length > 0) throw new StanchError('PROVIDER_INVALID', faults.join('\n'))
  const named = new Set(providers.flatMap((provider) => provider.rules))
  const visiblePrefixes = Object.fromEntries(
    [...named].toSorted().map((rule) => [rule, known.get(rule)!]),
  )
  return { version: 1, providers, visiblePrefixes }
}
