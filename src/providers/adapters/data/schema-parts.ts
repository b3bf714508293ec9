import * as v from 'valibot'

/** Pieces that the schemas of provider files share; each says what was expected. */
export const text = v.pipe(
  v.string('expected a text'),
  v.nonEmpty('expected a text that is not empty'),
)

export const flag = v.boolean('expected true or false')

export const idText = v.pipe(
  v.string('expected a name'),
  v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
)

export function oneOf<const Choices extends readonly string[]>(choices: Choices) {
  return v.picklist(choices, `expected one of ${choices.join(', ')}`)
}

export function listOf<Item extends v.GenericSchema>(item: Item, what: string) {
  return v.pipe(
    v.array(item, `expected a list of ${what}`),
    v.nonEmpty(`expected a list of ${what} that is not empty`),
  )
}

export function mappingOf<Value extends v.GenericSchema>(value: Value, what: string) {
  return v.record(v.string(), value, `expected a mapping of ${what}`)
}

export function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  )
}
