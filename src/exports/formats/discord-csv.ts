import { latin1Of } from '../../text/bytes.ts'
import { CsvExportReader } from '../csv-export-reader.ts'
import type { TextLayout } from '../text-layout.ts'
import { finishPackageMessage } from './discord.ts'

const header = /^(?:\xef\xbb\xbf)?"?ID"?,"?Timestamp"?,"?Contents"?,"?Attachments"?\r?\n/

/** Messages of a data package as Discord gave them until 2024. */
export const discordCsv: TextLayout = {
  format: 'discord',
  holds: 'messages of one user',
  open(head) {
    if (!header.test(latin1Of(head, 0, Math.min(head.length, 80)))) return undefined
    const columns = {
      separator: ',',
      fields: { record: 'ID', time: 'Timestamp' },
      opaque: ['ID'],
    } as const
    return (listener) => new CsvExportReader(columns, listener)
  },
  finish: finishPackageMessage,
}
