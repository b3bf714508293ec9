import { componentLines, type ForeignRule } from './foreign-rule.ts'
import type { Fields } from './read-fields.ts'

type Components = NonNullable<ForeignRule['components']>

/** `[[rules.required]]`. */
export function readRequired(fields: Fields): Components {
  return fields.list('required').map((value) => {
    const { rule, withinLines } = requiredPart(fields, value)
    if (withinLines === undefined) {
      fields.note('changed', 'required', `${rule}: within ${componentLines} lines, not the fragment`)
    }
    return { rule, withinLines: withinLines ?? componentLines, required: true }
  })
}

function requiredPart(
  fields: Fields,
  value: unknown,
): { rule: string; withinLines: number | undefined } {
  const part = fields.part(value, 'required')
  const rule = part.needed('id')
  const withinLines = part.number('withinLines')
  part.leave('withinColumns', `${rule}: only lines are counted here`)
  part.noteUnknown()
  return { rule, withinLines }
}

/** `components = [{ id, optional, within }]`. */
export function readComponents(fields: Fields): Components {
  return fields.list('components').map((value) => {
    const part = fields.part(value, 'components')
    const rule = part.needed('id')
    const required = !part.flag('optional')
    const within = part.text('within')
    part.noteUnknown()
    return { rule, required, withinLines: linesWithin(within, rule, fields) }
  })
}

/** `5L`: the line and four on both sides; `100C`: characters; `-2L,+4C`: to one side. */
function linesWithin(within: string | undefined, rule: string, fields: Fields): number {
  const parts = (within ?? '').split(',').map((part) => /^\s*([-+]?)(\d+)([LC])\s*$/.exec(part))
  if (within === undefined || parts.includes(null)) {
    const reason = within === undefined ? 'not the fragment' : `instead of ${within}`
    fields.note('changed', 'components', `${rule}: within ${componentLines} lines, ${reason}`)
    return componentLines
  }
  const isExact = parts.length === 1 && parts[0]![1] === '' && parts[0]![3] === 'L'
  const counts = parts.map((part) =>
    part![3] === 'L' ? Number(part![2]) - (part![1] === '' ? 1 : 0) : Math.ceil(Number(part![2]) / 40),
  )
  const lines = Math.max(0, ...counts)
  if (!isExact) fields.note('changed', 'components', `${rule}: within ${lines} lines instead of ${within}`)
  return lines
}
