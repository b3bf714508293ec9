import type { ExitStatus } from '../exit-status.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'

export interface TypedNotifyOptions extends TypedIncidentOptions {
  readonly retry?: boolean
  readonly channel?: string
  readonly dryRun?: boolean
  readonly format?: string
}

export function runNotify(_id: string, _typed: TypedNotifyOptions): Promise<ExitStatus> {
  return Promise.reject(new Error('not yet'))
}
