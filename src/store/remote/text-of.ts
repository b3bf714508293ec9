import { StanchError } from '../../text/error.ts'

/** @throws StanchError `INVENTORY_UNREADABLE` for bytes that are no UTF-8 */
export function textOf(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new StanchError(
      'INVENTORY_UNREADABLE',
      `${name}: expected UTF-8, got bytes that are none.`,
      {
        cause: error,
      },
    )
  }
}
