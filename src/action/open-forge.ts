import type { ForgeOptions } from './action-host.ts'
import type { Forge } from './forge.ts'

/** GitHub, as the Action sees it. */
export async function openForge(_options: ForgeOptions): Promise<Forge> {
  throw new Error('not yet')
}
