import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import type { AdapterSetting } from '../adapter-setting.ts'

/**
 * Where the registry that cargo uses by default has its interface: beside its sparse index, unless that is crates.io. Only the
 * user's own configuration counts, never that of a project, which may be the very place of the leak.
 *
 * @returns `undefined` for crates.io, and for an index in git, whose address says nothing of its interface
 * @see https://doc.rust-lang.org/cargo/reference/config.html#registrydefault
 */
export function cargoRegistry(env: AdapterSetting['env']): string | undefined {
  const file = readConfig(env)
  const name = env['CARGO_REGISTRY_DEFAULT'] ?? textAt(file, 'registry', 'default')
  if (name === undefined || name === 'crates-io') return undefined
  const variable = `CARGO_REGISTRIES_${name.toUpperCase().replaceAll('-', '_')}_INDEX`
  const index = env[variable] ?? textAt(file, 'registries', name, 'index')
  const address = /^sparse\+(https:\/\/.*)$/.exec(index ?? '')?.[1]
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined
}

function readConfig(env: AdapterSetting['env']): unknown {
  const home =
    env['CARGO_HOME'] ?? (env['HOME'] === undefined ? undefined : join(env['HOME'], '.cargo'))
  try {
    return home === undefined ? undefined : parse(readFileSync(join(home, 'config.toml'), 'utf8'))
  } catch {
    return undefined
  }
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let here = value
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return typeof here === 'string' ? here : undefined
}
