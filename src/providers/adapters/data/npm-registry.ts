import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AdapterSetting } from '../adapter-setting.ts'

/**
 * The registry that npm itself would use: `npm_config_registry`, else `registry` of the user's .npmrc. A project's .npmrc does
 * not count: it may be the very place of the leak, and would then choose to whom tokens are sent.
 *
 * @see https://docs.npmjs.com/cli/using-npm/config
 */
export function npmRegistry(env: AdapterSetting['env']): string | undefined {
  const typed = env['npm_config_registry'] ?? env['NPM_CONFIG_REGISTRY']
  if (typed) return typed.trim()
  const path =
    env['npm_config_userconfig'] ??
    env['NPM_CONFIG_USERCONFIG'] ??
    (env['HOME'] === undefined ? undefined : join(env['HOME'], '.npmrc'))
  if (path === undefined) return undefined
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/)
    const found = lines.map((line) => /^\s*registry\s*=\s*"?([^\s"]+)"?\s*$/.exec(line)?.[1])
    return found.filter((one) => one !== undefined).at(-1)
  } catch {
    return undefined
  }
}
