import { uriOfPath } from './encode-path.ts'

export const schemaUri =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const

/** The middle of GitHub's bands: over 9 is critical, from 7 high, from 4 medium. */
export const securitySeverities = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
} as const

/** Where a path is, from the working directory if it is not absolute. */
export function locate(path: string): Readonly<Record<string, unknown>> {
  const uri = uriOfPath(path)
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: 'SRCROOT' }
}
