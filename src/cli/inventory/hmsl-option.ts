import type { FormOptions } from '../../inventory/fingerprint-forms.ts'
import type { InventoryChoice } from '../../scan/configuration.ts'
import { createLog } from '../log.ts'
import { hmslColumn } from './hmsl-column.ts'

/** As typed. */
export interface TypedHmslOptions {
  readonly hmsl?: boolean | undefined
  readonly public?: boolean | undefined
}

/** What makes the unkeyed column, where it was typed or is configured. */
export function hmslOptionOf(
  typed: TypedHmslOptions,
  configured: InventoryChoice,
): FormOptions['hmslOf'] {
  return hmslColumn({
    isOn: typed.hmsl ?? configured.hmsl,
    isPublic: typed.public ?? false,
    env: process.env,
    log: createLog({ format: 'text', level: 'info' }),
  })
}
