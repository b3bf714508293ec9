import type { LeakPlace } from '../../incident/exposure.ts'
import { describeRecord } from '../describe-record.ts'
import { formatCount } from '../format-quantity.ts'

/** A line for each place, the first ones; then how many more there are. As it stands in the incident, control characters too. */
export function placeLines(places: readonly LeakPlace[], shownMax: number): string[] {
  if (places.length === 0) return ['no place is known: whoever told of it gave none']
  const rest = places.length - shownMax
  return [
    ...places.slice(0, shownMax).map(describePlace),
    ...(rest > 0 ? [`… and ${formatCount(rest)} more`] : []),
  ]
}

function describePlace({ origin, line, column }: LeakPlace): string {
  switch (origin.kind) {
    case 'stdin':
      return 'standard input, when it was opened'
    case 'file':
      return `${origin.path}:${line}:${column}`
    case 'export': {
      const said = describeRecord(origin).join(' · ')
      const file = origin.url ?? `${origin.path}:${line}:${column}`
      return said === origin.format ? `${origin.format}  ${file}` : `${said}  ${file}`
    }
    case 'git': {
      const { path, part, commit, date, author, inHead } = origin
      const remarks = [
        commit === null ? 'staged' : `commit ${commit.slice(0, 12)}`,
        date?.slice(0, 10) ?? '',
        author?.replace(/ <.*/, '') ?? '',
        inHead === false ? 'in history only' : '',
      ].filter((remark) => remark !== '')
      const where = path === '' ? (part ?? 'message') : `${path}:${line}:${column}`
      return `${where}  (${remarks.join(', ')})`
    }
    case 'github': {
      const { path, part, url, user, time } = origin
      const remarks = [part, user ?? '', time?.slice(0, 10) ?? ''].filter((remark) => remark !== '')
      return `${url ?? `${path}:${line}:${column}`}  (${remarks.join(', ')})`
    }
  }
}
