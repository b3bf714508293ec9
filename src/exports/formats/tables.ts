import { CsvExportReader, type CsvColumns } from '../csv-export-reader.ts'
import { isRowOfNames, readCsvHead } from '../csv-head.ts'
import { holdsText } from '../../text/bytes.ts'
import { nameOfFile } from '../file-path.ts'
import type { TextLayout } from '../text-layout.ts'

/** A table of tickets that is told by the names of its columns. */
interface TicketTable {
  readonly format: string
  /** Columns that it has. */
  readonly signs: readonly string[]
  readonly columns: Pick<CsvColumns, 'fields' | 'opaque' | 'notes'>
}

const tables: readonly TicketTable[] = [
  {
    // https://support.atlassian.com/jira-software-cloud/docs/export-issues/: a column for each comment of an issue.
    format: 'jira',
    signs: ['Issue key', 'Summary'],
    columns: {
      fields: {
        record: 'Issue key', channel: 'Project name|Project key', channelId: 'Project key',
        user: 'Reporter|Creator', userId: 'Reporter Id|Creator Id', time: 'Created',
      }, // prettier-ignore
      opaque: ['Issue id', 'Parent', 'Parent id', 'Parent key', 'Watchers Id', 'Project lead id', 'Custom field (Rank)'], // prettier-ignore
      notes: {
        Comment: /^(?<time>[^;\n]{4,40});(?<user>[^;\n]{1,80});/,
        'Log Work': /^(?:[^;\n]{0,80};)?(?<time>\d[^;\n]{4,40});(?<user>[^;\n]{1,80});/,
        Attachment: /^(?<time>[^;\n]{4,40});(?<user>[^;\n]{1,80});/,
      },
    },
  },
  {
    // https://linear.app/docs/exporting-data
    format: 'linear',
    signs: ['ID', 'Team', 'Title', 'Description', 'Creator'],
    columns: {
      fields: { record: 'ID', channel: 'Project|Team', user: 'Creator', time: 'Created' },
      opaque: ['UUID', 'Project ID', 'Project Milestone ID'],
    },
  },
  {
    // https://support.zendesk.com/hc/en-us/articles/4408886165402: of views and accounts
    format: 'zendesk',
    signs: ['Id', 'Subject', 'Requester', 'Status'],
    columns: {
      fields: {
        record: 'Id', channel: 'Group|Brand', user: 'Requester|Requester email', userId: 'Requester id', time: 'Created at|Requested',
      }, // prettier-ignore
      opaque: ['Id', 'Requester id', 'Requester external id', 'External id'],
    },
  },
  {
    // https://support.freshdesk.com/support/solutions/articles/37614
    format: 'freshdesk',
    signs: ['Ticket ID', 'Subject', 'Created time'],
    columns: {
      fields: { record: 'Ticket ID', channel: 'Group', user: 'Full name|Email|Requester Name', userId: 'Contact ID', time: 'Created time' }, // prettier-ignore
    },
  },
  {
    // https://docs.github.com/en/issues/planning-and-tracking-with-projects: of a project
    format: 'github',
    signs: ['Title', 'URL', 'Assignees', 'Status'],
    columns: { fields: { record: 'URL', url: 'URL' } },
  },
]

/** Tickets as a table, one a row. */
export const ticketTables: readonly TextLayout[] = tables.map(({ format, signs, columns }) => ({
  format,
  holds: 'tickets',
  open(head) {
    if (!signs.every((name) => holdsText(head, name))) return undefined
    const read = readCsvHead(head)
    if (!read || !signs.every((name) => read.names.includes(name))) return undefined
    const { separator, rowsBefore } = read
    return (listener) => new CsvExportReader({ separator, rowsBefore, ...columns }, listener)
  },
  finish: (attribution) => attribution,
}))

/** Any other table: what is found is told by its row and column. */
export const csv: TextLayout = {
  format: 'csv',
  holds: 'a table',
  mayBeginAsJson: true,
  open(head, path) {
    const isCalledSo = path === undefined || /\.(?:csv|tsv|psv)$/i.test(nameOfFile(path))
    const read = isCalledSo ? readCsvHead(head) : undefined
    if (!read) return undefined
    const { separator, rowsBefore } = read
    // Without a row of names the first one is one of values.
    const skipped = isRowOfNames(read) ? rowsBefore : rowsBefore - 1
    return (listener) =>
      new CsvExportReader({ separator, rowsBefore: skipped, fields: {} }, listener)
  },
  finish: (attribution) => attribution,
}
