import { usage } from '../usage.ts'

/** @throws StanchError `USAGE` */
export function assertFormat(format: string | undefined, known: readonly string[]): void {
  if (format === undefined || known.includes(format)) return
  throw usage(`--format: expected one of ${known.join(', ')}, got "${format}".`)
}
